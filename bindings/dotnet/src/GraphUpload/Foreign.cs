using System;
using System.Runtime.InteropServices;

namespace GraphUpload
{
    /// <summary>
    /// Prepares the library's own threads for what they call. Each callback begins with it.
    /// </summary>
    /// <remarks>
    /// These threads block all signals. Mono stops the threads it knows by real-time signals for each collection, also while
    /// they are outside of its code, and would wait for ever. .NET needs no signal for that.
    /// </remarks>
    internal static class Foreign
    {
        private static readonly bool IsNeeded = Loader.IsMono && RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        [ThreadStatic]
        private static bool _isEntered;

        internal static void Enter()
        {
            if (!IsNeeded || _isEntered)
            {
                return;
            }
            _isEntered = true;
            const int unblock = 1;
            // The size of a set of glibc. Signal 1 is the lowest bit; the real-time ones are 33 to 64.
            var signals = new byte[128];
            for (var at = 4; at < 8; at++)
            {
                signals[at] = 0xff;
            }
            SetMask(unblock, signals, IntPtr.Zero);
        }

        [DllImport("libc", EntryPoint = "pthread_sigmask", ExactSpelling = true)]
        private static extern int SetMask(int how, byte[] signals, IntPtr before);
    }
}
