using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>The context of a read callback: bytes of an object, one part after the other or at offsets.</summary>
    internal sealed class Reader
    {
        /// <summary>Reads at most so many bytes; none at the end.</summary>
        internal delegate int ReadPart(byte[] buffer, int count, CancellationToken stopped);

        private const int MostBytes = 81920;

        private static readonly ReadCallback OnRead = (IntPtr buffer, uint length, ref uint count, IntPtr context) =>
            Context.Get<Reader>(context).Answer(null, buffer, length, ref count);

        private static readonly ReadAtCallback OnReadAt =
            (ulong offset, IntPtr buffer, uint length, ref uint count, IntPtr context) =>
                Context.Get<Reader>(context).Answer((long)offset, buffer, length, ref count);

        private readonly Run _run;
        private readonly ReadPart _read;
        private readonly Stream _seekable;
        private readonly long _start;
        private byte[] _buffer = new byte[0];

        /// <param name="run">The upload.</param>
        /// <param name="read">Reads the next bytes.</param>
        /// <param name="seekable">What can be read again, or null.</param>
        /// <param name="start">Where its bytes start.</param>
        internal Reader(Run run, ReadPart read, Stream seekable, long start)
        {
            _run = run;
            _read = read;
            _seekable = seekable;
            _start = start;
        }

        internal void SetOn(UploadHandle upload, long? size)
        {
            var context = Context.Of(this);
            IntPtr error;
            var status = _seekable != null
                ? Native.gu_upload_set_read_at(upload, (ulong)size, OnReadAt, context, Context.Destroy, out error)
                : size != null
                    ? Native.gu_upload_set_read(upload, (ulong)size, OnRead, context, Context.Destroy, out error)
                    : Native.gu_upload_set_stream(upload, OnRead, context, Context.Destroy, out error);
            Native.Check(status, error);
        }

        /// <summary>Waits for a part, but not when the upload is to end: the part is given up then.</summary>
        internal static int Wait(Task<int> part, CancellationToken stopped)
        {
            try
            {
                part.Wait(stopped);
            }
            catch (AggregateException)
            {
                // Thrown below, as it is.
            }
            return part.GetAwaiter().GetResult();
        }

        // Nothing may leave a callback.
        private int Answer(long? offset, IntPtr buffer, uint length, ref uint count)
        {
            try
            {
                if (_run.Stopped.IsCancellationRequested)
                {
                    return Native.GU_READ_STOP;
                }
                if (offset != null && _seekable.Position != _start + offset.Value)
                {
                    _seekable.Position = _start + offset.Value;
                }
                var most = (int)Math.Min(length, MostBytes);
                if (_buffer.Length < most)
                {
                    _buffer = new byte[most];
                }
                var read = _read(_buffer, most, _run.Stopped);
                if (read < 0 || read > most)
                {
                    throw new InvalidOperationException($"the source has read {read} bytes, and was asked for {most} at most");
                }
                Marshal.Copy(_buffer, 0, buffer, read);
                count = (uint)read;
                return 0;
            }
            catch (Exception error)
            {
                if (_run.Stopped.IsCancellationRequested)
                {
                    return Native.GU_READ_STOP;
                }
                _run.Fails(error);
                return Native.GU_READ_FAILED;
            }
        }
    }
}
