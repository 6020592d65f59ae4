using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GraphUpload
{
    /// <summary>An object of the library. It is freed once, when it is closed and no call uses it.</summary>
    internal abstract class LibraryHandle : SafeHandle
    {
        protected LibraryHandle() : base(IntPtr.Zero, true)
        {
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    internal static partial class Native
    {
        internal const string Name = "graph_upload";
        internal const uint Forever = uint.MaxValue;

        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static string LibraryVersion() => String(gu_version_string());

        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static string RulesJson() => String(gu_rules_json());

        /// <summary>A string as the library wants it. It would end at a NUL.</summary>
        internal static byte[] Text(string value, string name)
        {
            if (value == null)
            {
                return null;
            }
            if (value.IndexOf('\0') >= 0)
            {
                throw new ArgumentException($"{name}: NUL inside", name);
            }
            try
            {
                var text = new byte[Strict.GetByteCount(value) + 1];
                Strict.GetBytes(value, 0, value.Length, text, 0);
                return text;
            }
            catch (EncoderFallbackException)
            {
                throw new ArgumentException($"{name}: half of a surrogate pair", name);
            }
        }

        /// <summary>The same of one that must be given.</summary>
        internal static byte[] Given(string value, string name)
        {
            return Text(value ?? throw new ArgumentNullException(name), name);
        }

        /// <summary>A string that the library returns, which is never null.</summary>
        internal static string String(IntPtr text)
        {
            var length = 0;
            while (text != IntPtr.Zero && Marshal.ReadByte(text, length) != 0)
            {
                length++;
            }
            return Encoding.UTF8.GetString(Bytes(text, length));
        }

        /// <summary>Bytes that the library returns.</summary>
        internal static byte[] Bytes(IntPtr start, int length)
        {
            var bytes = new byte[length];
            if (length > 0)
            {
                Marshal.Copy(start, bytes, 0, length);
            }
            return bytes;
        }

        /// <summary>Throws what a call that can fail has returned. The error is freed.</summary>
        internal static void Check(Status status, IntPtr error)
        {
            if (status != Status.Ok)
            {
                throw GraphUploadException.Taken(status, error);
            }
        }

        private static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);
    }

    /// <summary>What callbacks get their objects by.</summary>
    internal static class Context
    {
        /// <summary>Lets go of a context. The library calls it once for each, also if the call that gets it fails.</summary>
        internal static readonly DestroyCallback Destroy = Free;

        internal static IntPtr Of(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

        /// <summary>The object, for a callback that begins.</summary>
        internal static T Get<T>(IntPtr context) where T : class => (T)GCHandle.FromIntPtr(context).Target;

        private static void Free(IntPtr context) => GCHandle.FromIntPtr(context).Free();
    }
}
