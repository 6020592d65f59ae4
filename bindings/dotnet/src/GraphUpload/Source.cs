using System;
using System.IO;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>
    /// Where the bytes of an upload come from. Paths, bytes and streams convert to it by themselves:
    /// <c>client.Upload("May.pdf", …)</c>, <c>client.Upload(stream, …)</c>.
    /// </summary>
    public abstract class Source
    {
        private int _isTaken;

        internal Source()
        {
        }

        /// <summary>The file's own name, or null.</summary>
        internal virtual string Name => null;

        /// <summary>
        /// A file. It is read by the library itself; a change during the upload is noticed (<see cref="Status.SourceChanged"/>).
        /// </summary>
        /// <param name="path">The path of the file.</param>
        /// <returns>The source, for any number of uploads.</returns>
        public static Source FromFile(string path) => new FileSource(path ?? throw new ArgumentNullException(nameof(path)));

        /// <summary>Bytes in memory. They are not copied: leave them unchanged until the upload has ended.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <returns>The source, for any number of uploads.</returns>
        public static Source FromBytes(byte[] bytes)
        {
            return FromBytes(new ArraySegment<byte>(bytes ?? throw new ArgumentNullException(nameof(bytes))));
        }

        /// <summary>Part of an array. It is not copied: leave it unchanged until the upload has ended.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <returns>The source, for any number of uploads.</returns>
        public static Source FromBytes(ArraySegment<byte> bytes)
        {
            return new MemorySource(bytes.Array == null ? throw new ArgumentNullException(nameof(bytes)) : bytes);
        }

        /// <summary>
        /// A stream, from its position on. One that cannot seek is first spooled to disk, since the service wants the size
        /// with the first byte; <paramref name="size"/> avoids that. The stream is not closed.
        /// </summary>
        /// <remarks>
        /// <see cref="Client.Upload"/> calls Read(), all others ReadAsync(), on threads of the library. A FileStream is handed
        /// to the library, which reads it by itself, as is an anonymous pipe.
        /// </remarks>
        /// <param name="stream">The stream, which can be read.</param>
        /// <param name="size">How many bytes there are; null for all that come.</param>
        /// <returns>The source, for one upload.</returns>
        public static Source FromStream(Stream stream, long? size = null)
        {
            if (!(stream ?? throw new ArgumentNullException(nameof(stream))).CanRead)
            {
                throw new ArgumentException("stream: cannot be read", nameof(stream));
            }
            return new StreamSource(stream, Checked(size));
        }

        /// <summary>A function that reads the next bytes, for what is no stream.</summary>
        /// <param name="read">
        /// Gets a buffer, an offset in it, a number of bytes and a token that ends the wait; puts at most so many bytes there
        /// and returns how many, 0 at the end. Called on the thread pool, for one part after the other.
        /// </param>
        /// <param name="size">How many bytes there are; null for all that come, which are first spooled to disk.</param>
        /// <returns>The source, for one upload.</returns>
        public static Source FromReader(Func<byte[], int, int, CancellationToken, Task<int>> read, long? size = null)
        {
            return new ReaderSource(read ?? throw new ArgumentNullException(nameof(read)), Checked(size));
        }

        /// <summary>
        /// A descriptor, or on Windows a HANDLE, that is read to its end, such as of a pipe. It is duplicated, so it may be
        /// closed once the upload is submitted. Unlike the Read() of a stream, its wait for bytes can be cancelled.
        /// </summary>
        /// <param name="handle">The handle, such as <c>fileStream.SafeFileHandle</c>.</param>
        /// <returns>The source, for one upload.</returns>
        public static Source FromHandle(SafeHandle handle)
        {
            return new HandleSource(handle ?? throw new ArgumentNullException(nameof(handle)), isFile: false);
        }

        /// <summary>A file by its path; see <see cref="FromFile"/>.</summary>
        /// <param name="path">The path of the file.</param>
        public static implicit operator Source(string path) => path == null ? null : FromFile(path);

        /// <summary>A file; see <see cref="FromFile"/>.</summary>
        /// <param name="file">The file.</param>
        public static implicit operator Source(FileInfo file) => file == null ? null : FromFile(file.FullName);

        /// <summary>Bytes in memory; see <see cref="FromBytes(byte[])"/>.</summary>
        /// <param name="bytes">The bytes.</param>
        public static implicit operator Source(byte[] bytes) => bytes == null ? null : FromBytes(bytes);

        /// <summary>A stream; see <see cref="FromStream"/>.</summary>
        /// <param name="stream">The stream.</param>
        public static implicit operator Source(Stream stream) => stream == null ? null : FromStream(stream);

        /// <summary>Whether a second upload would find nothing left.</summary>
        internal virtual bool IsForOne => true;

        /// <summary>Notes that an upload has it.</summary>
        internal void Take()
        {
            if (IsForOne && Interlocked.Exchange(ref _isTaken, 1) != 0)
            {
                throw new InvalidOperationException("source: one of a stream, a reader or a handle is for one upload");
            }
        }

        /// <summary>Notes that the upload was refused, and has read nothing.</summary>
        internal void Leave() => Volatile.Write(ref _isTaken, 0);

        /// <summary>Gives it to an upload of the library.</summary>
        internal abstract void SetOn(UploadHandle upload, Run run);

        private static long? Checked(long? size)
        {
            return size < 0 ? throw new ArgumentOutOfRangeException(nameof(size), "size: not negative") : size;
        }
    }

    internal sealed class FileSource : Source
    {
        private readonly string _path;

        internal FileSource(string path)
        {
            _path = path;
        }

        internal override string Name => Path.GetFileName(_path);

        internal override bool IsForOne => false;

        internal override void SetOn(UploadHandle upload, Run run)
        {
            Native.Check(Native.gu_upload_set_file(upload, Native.Given(_path, "path"), out var error), error);
        }
    }

    internal sealed class MemorySource : Source
    {
        private readonly ArraySegment<byte> _bytes;

        internal MemorySource(ArraySegment<byte> bytes)
        {
            _bytes = bytes;
        }

        internal override bool IsForOne => false;

        internal override void SetOn(UploadHandle upload, Run run)
        {
            // The context keeps the bytes in their place.
            var pinned = GCHandle.Alloc(_bytes.Array, GCHandleType.Pinned);
            var start = _bytes.Count == 0 ? IntPtr.Zero : pinned.AddrOfPinnedObject() + _bytes.Offset;
            Native.Check(
                Native.gu_upload_set_memory(upload, start, (ulong)_bytes.Count, GCHandle.ToIntPtr(pinned), Context.Destroy,
                    out var error),
                error);
        }
    }

    internal sealed class HandleSource : Source
    {
        private readonly SafeHandle _handle;
        private readonly bool _isFile;

        internal HandleSource(SafeHandle handle, bool isFile)
        {
            _handle = handle;
            _isFile = isFile;
        }

        internal override void SetOn(UploadHandle upload, Run run)
        {
            var added = false;
            try
            {
                _handle.DangerousAddRef(ref added);
                var number = (ulong)_handle.DangerousGetHandle().ToInt64();
                var status = _isFile
                    ? Native.gu_upload_set_file_handle(upload, number, out var error)
                    : Native.gu_upload_set_stream_handle(upload, number, out error);
                Native.Check(status, error);
            }
            finally
            {
                if (added)
                {
                    _handle.DangerousRelease();
                }
            }
        }
    }

    internal sealed class StreamSource : Source
    {
        private readonly Stream _stream;
        private readonly long? _size;

        internal StreamSource(Stream stream, long? size)
        {
            _stream = stream;
            _size = size;
        }

        internal override string Name => Path.GetFileName((_stream as FileStream)?.Name);

        internal override void SetOn(UploadHandle upload, Run run)
        {
            var handle = Handle();
            if (handle != null)
            {
                handle.SetOn(upload, run);
                return;
            }
            var start = _stream.CanSeek ? _stream.Position : 0;
            var reader = new Reader(run, run.IsAsync ? (Reader.ReadPart)ReadLater : Read, _stream.CanSeek ? _stream : null, start);
            reader.SetOn(upload, _stream.CanSeek ? _size ?? Math.Max(0, _stream.Length - start) : _size);
        }

        private Source Handle()
        {
            if (_size != null)
            {
                return null;
            }
            // A class derived from it may read something else.
            var file = _stream.GetType() == typeof(FileStream) ? (FileStream)_stream : null;
            // Nor can one be handed over that Windows has opened for overlapped I/O.
            if (file != null && !file.IsAsync && file.CanSeek && file.Position == 0)
            {
                if (file.CanWrite)
                {
                    file.Flush();
                }
                return new HandleSource(file.SafeFileHandle, isFile: true);
            }
            // Pipes have no buffer of their own. Those by name may have been opened for overlapped I/O.
            return _stream is AnonymousPipeServerStream || _stream is AnonymousPipeClientStream
                ? new HandleSource(((PipeStream)_stream).SafePipeHandle, isFile: false)
                : null;
        }

        private int Read(byte[] buffer, int count, CancellationToken stopped) => _stream.Read(buffer, 0, count);

        private int ReadLater(byte[] buffer, int count, CancellationToken stopped)
        {
            var part = _stream.ReadAsync(buffer, 0, count, stopped)
                ?? throw new InvalidOperationException("stream: ReadAsync() has returned null");
            return Reader.Wait(part, stopped);
        }
    }

    internal sealed class ReaderSource : Source
    {
        private readonly Func<byte[], int, int, CancellationToken, Task<int>> _read;
        private readonly long? _size;

        internal ReaderSource(Func<byte[], int, int, CancellationToken, Task<int>> read, long? size)
        {
            _read = read;
            _size = size;
        }

        internal override void SetOn(UploadHandle upload, Run run)
        {
            // On the pool: what it awaits must not need the thread that waits for the upload.
            new Reader(run, (buffer, count, stopped) => Reader.Wait(Task.Run(() => Part(buffer, count, stopped)), stopped), null, 0)
                .SetOn(upload, _size);
        }

        private Task<int> Part(byte[] buffer, int count, CancellationToken stopped)
        {
            return _read(buffer, 0, count, stopped) ?? throw new InvalidOperationException("read: the function has returned null");
        }
    }
}
