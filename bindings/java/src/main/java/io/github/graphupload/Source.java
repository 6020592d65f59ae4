package io.github.graphupload;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * What is uploaded.
 *
 * <p>The caller closes what it has opened, after the upload. What a stream, channel or publisher throws ends the upload,
 * and is what the upload ends with.
 */
public abstract class Source {
    private Source() {}

    /** Gives it to an upload of the library. */
    abstract void set(Pointer upload, Run run) throws IOException;

    /** The name of a file; null of others. */
    String name() {
        return null;
    }

    private interface Setter {
        void set(Pointer upload, Run run) throws IOException;
    }

    private static Source of(Setter setter) {
        return new Source() {
            @Override
            void set(Pointer upload, Run run) throws IOException {
                setter.set(upload, run);
            }
        };
    }

    private interface OnceSetter {
        void set(Pointer upload, Run run, Readers.Once once) throws IOException;
    }

    private static Source once(OnceSetter setter) {
        Readers.Once once = new Readers.Once();
        return of((upload, run) -> {
            once.refuseOther(run);
            setter.set(upload, run, once);
        });
    }

    /**
     * A file. It is opened when its upload begins, and a change meanwhile is noticed ({@link SourceException}).
     *
     * @param path  of the default file system; others are read by {@link #channel(SeekableByteChannel)}
     * @return the source
     */
    public static Source path(Path path) {
        String text = Calls.text(Calls.path(Objects.requireNonNull(path, "path"), "path"), "path");
        Path last = path.getFileName();
        return new Source() {
            @Override
            void set(Pointer upload, Run run) throws IOException {
                Calls.call(error -> Functions.gu_upload_set_file(upload, text, error));
            }

            @Override
            String name() {
                return last == null || last.toString().isEmpty() ? null : last.toString();
            }
        };
    }

    /**
     * Bytes in memory. They are not copied, and must not change until the upload has ended.
     *
     * @param bytes  the content of the file
     * @return the source
     */
    public static Source bytes(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return of((upload, run) -> new Readers.Array(run, bytes).setReadAt(upload, bytes.length));
    }

    /**
     * The bytes of a buffer from its position to its limit, which do not move. Those of a direct buffer are not copied, and
     * must not change until the upload has ended; others are copied now.
     *
     * @param buffer  the content of the file
     * @return the source
     */
    public static Source buffer(ByteBuffer buffer) {
        ByteBuffer content = Objects.requireNonNull(buffer, "buffer").slice();
        if (!content.isDirect()) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            return bytes(bytes);
        }
        return of((upload, run) -> {
            // The context keeps the buffer, and the buffer its memory.
            Pointer start = content.hasRemaining() ? Native.getDirectBufferPointer(content) : null;
            Pointer context = Contexts.keep(content);
            Calls.call(error -> Functions.gu_upload_set_memory(
                    upload, start, content.remaining(), context, Contexts.DESTROY, error));
        });
    }

    /**
     * A stream of unknown size. Since the service needs the size with the first byte, the stream is first read to its end
     * into a spool file; see {@link UploadOptions#spoolFolder(Path)}.
     *
     * @param stream  read to its end, on another thread
     * @return the source, for one upload
     */
    public static Source stream(InputStream stream) {
        Objects.requireNonNull(stream, "stream");
        return once((upload, run, once) -> new Readers.Stream(run, stream, once).setRead(upload, -1));
    }

    /**
     * A stream of known size, which is sent while it is read.
     *
     * @param stream  read on another thread
     * @param size  how many bytes of it to upload
     * @return the source, for one upload
     */
    public static Source stream(InputStream stream, long size) {
        Objects.requireNonNull(stream, "stream");
        Calls.mustBeSize(size);
        return once((upload, run, once) -> new Readers.Stream(run, stream, once).setRead(upload, size));
    }

    /**
     * A file, or anything else that has a position, from its position on to its end. The position of a {@link FileChannel}
     * does not move; of others, which must not be used meanwhile, it does.
     *
     * @param channel  its size and position are read when the upload is submitted
     * @return the source
     */
    public static Source channel(SeekableByteChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return of((upload, run) -> {
            long base = channel.position();
            long size = Math.max(0, channel.size() - base);
            if (channel instanceof FileChannel file) {
                new Readers.File(run, file, base).setReadAt(upload, size);
            } else {
                new Readers.Seekable(run, channel, base).setReadAt(upload, size);
            }
        });
    }

    /**
     * A channel of unknown size, such as of a pipe. It is spooled, see {@link #stream(InputStream)}. If the upload is
     * cancelled during a read, this read is interrupted, which closes most channels.
     *
     * @param channel  in blocking mode; read to its end, on another thread
     * @return the source, for one upload
     */
    public static Source channel(ReadableByteChannel channel) {
        if (channel instanceof SeekableByteChannel seekable) {
            return channel(seekable);
        }
        Objects.requireNonNull(channel, "channel");
        return once((upload, run, once) -> new Readers.Channel(run, channel, once).setRead(upload, -1));
    }

    /**
     * A channel of known size, which is sent while it is read.
     *
     * @param channel  in blocking mode; read on another thread
     * @param size  how many bytes of it to upload
     * @return the source, for one upload
     */
    public static Source channel(ReadableByteChannel channel, long size) {
        Objects.requireNonNull(channel, "channel");
        Calls.mustBeSize(size);
        return once((upload, run, once) -> new Readers.Channel(run, channel, once).setRead(upload, size));
    }

    /**
     * A publisher, which is asked for one buffer after the other. No thread of Java waits for it. It is spooled, see
     * {@link #stream(InputStream)}, unless it is a {@link HttpRequest.BodyPublisher} that knows its length.
     *
     * @param publisher  subscribed to once for each upload
     * @return the source
     */
    public static Source publisher(Flow.Publisher<? extends ByteBuffer> publisher) {
        Objects.requireNonNull(publisher, "publisher");
        return of((upload, run) -> new Subscribed(run, publisher).setRead(upload, sizeOf(publisher)));
    }

    /**
     * A publisher of known size, which is sent while it is read.
     *
     * @param publisher  subscribed to once for each upload
     * @param size  how many bytes of it to upload
     * @return the source
     */
    public static Source publisher(Flow.Publisher<? extends ByteBuffer> publisher, long size) {
        Objects.requireNonNull(publisher, "publisher");
        Calls.mustBeSize(size);
        return of((upload, run) -> new Subscribed(run, publisher).setRead(upload, size));
    }

    /**
     * A descriptor of the operating system, such as 0 for standard input, that is read to its end. Nobody else may read it
     * meanwhile. It is spooled, see {@link #stream(InputStream)}. Unlike a read of a stream, its wait can always be ended.
     *
     * @param descriptor  open for reading; on Windows a HANDLE
     * @return the source
     */
    public static Source descriptor(long descriptor) {
        return of((upload, run) ->
                Calls.call(error -> Functions.gu_upload_set_stream_handle(upload, descriptor, error)));
    }

    private static long sizeOf(Flow.Publisher<?> publisher) {
        return publisher instanceof HttpRequest.BodyPublisher body ? body.contentLength() : -1;
    }
}
