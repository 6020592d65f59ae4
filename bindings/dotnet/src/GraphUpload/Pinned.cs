using System;
using System.Runtime.InteropServices;

namespace GraphUpload
{
    /// <summary>Bytes that stay in their place during a call. null is none.</summary>
    internal struct Pinned : IDisposable
    {
        private GCHandle _handle;

        internal Pinned(byte[] bytes) : this(new ArraySegment<byte>(bytes ?? new byte[0]))
        {
        }

        internal Pinned(ArraySegment<byte> bytes)
        {
            _handle = bytes.Count == 0 ? default(GCHandle) : GCHandle.Alloc(bytes.Array, GCHandleType.Pinned);
            Start = bytes.Count == 0 ? IntPtr.Zero : _handle.AddrOfPinnedObject() + bytes.Offset;
            Length = (ulong)bytes.Count;
        }

        internal IntPtr Start { get; }

        internal ulong Length { get; }

        public void Dispose()
        {
            if (_handle.IsAllocated)
            {
                _handle.Free();
            }
        }
    }

    internal static class SealingKey
    {
        /// <summary>A key, or null for none.</summary>
        internal static byte[] Checked(byte[] key)
        {
            return key == null || key.Length == 32 ? key : throw new ArgumentException("key: 32 bytes expected", nameof(key));
        }
    }
}
