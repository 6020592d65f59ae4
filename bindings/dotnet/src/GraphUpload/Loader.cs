using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphUpload
{
    /// <summary>
    /// Loads the library where the runtime does not find it by itself. .NET looks in runtimes/RID/native, where the package
    /// has it; .NET Framework and Mono look beside the program alone. A library that is loaded is found by its name.
    /// </summary>
    internal static class Loader
    {
        internal static readonly bool IsMono = RuntimeInformation.FrameworkDescription.StartsWith("Mono", StringComparison.Ordinal);

        private static readonly object Lock = new object();
        private static bool _isLoaded;

        /// <summary>
        /// Loads it before the first call. Mono looks for the library when a method that calls it is compiled: the caller of
        /// this one must not call it directly.
        /// </summary>
        internal static void Load()
        {
            lock (Lock)
            {
                if (!_isLoaded)
                {
                    Find();
                    Verify();
                    _isLoaded = true;
                }
            }
        }

        private static void Find()
        {
            var named = Environment.GetEnvironmentVariable("GU_LIBRARY");
            if (!string.IsNullOrEmpty(named))
            {
                if (!Open(named))
                {
                    throw new DllNotFoundException($"GU_LIBRARY names {named}, which cannot be loaded");
                }
                return;
            }
            if (!IsMono && !RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
            {
                return;
            }
            var folder = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "runtimes", Platform(), "native");
            var bundled = Path.Combine(folder, FileName());
            if (File.Exists(bundled))
            {
                // If this fails, the runtime tells why.
                Open(bundled);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Verify()
        {
            if (Native.gu_version_number() / 1000 != Native.GU_VERSION_NUMBER / 1000)
            {
                throw new DllNotFoundException(
                    $"the library graph_upload has version {Native.LibraryVersion()}, which this package does not fit");
            }
        }

        private static string Platform()
        {
            var system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }

        private static string FileName()
        {
            return RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "graph_upload.dll"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libgraph_upload.dylib" : "libgraph_upload.so";
        }

        private static bool Open(string path)
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return LoadLibrary(path) != IntPtr.Zero;
            }
            const int now = 2;
            var name = Native.Text(path, "GU_LIBRARY");
            try
            {
                return OpenByLibdl(name, now) != IntPtr.Zero;
            }
            catch (DllNotFoundException)
            {
                // musl and macOS have it in the C library.
                return OpenByLibc(name, now) != IntPtr.Zero;
            }
        }

        [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, ExactSpelling = true)]
        private static extern IntPtr LoadLibrary(string path);

        [DllImport("libdl.so.2", EntryPoint = "dlopen", ExactSpelling = true)]
        private static extern IntPtr OpenByLibdl(byte[] path, int mode);

        [DllImport("libc", EntryPoint = "dlopen", ExactSpelling = true)]
        private static extern IntPtr OpenByLibc(byte[] path, int mode);
    }
}
