package io.github.graphupload;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/** The kinds of readers that Java has bytes in. */
final class Readers {
    private Readers() {}

    /** Bytes on Java's heap, whose place the collector changes: they are copied as they are sent. */
    static final class Array extends Reader {
        private final byte[] bytes;

        Array(Run run, byte[] bytes) {
            super(run);
            this.bytes = bytes;
        }

        @Override
        int read(long offset, Pointer buffer, int length) {
            int count = (int) Math.min(length, bytes.length - offset);
            buffer.write(0, bytes, (int) offset, count);
            return count;
        }
    }

    /** A file, whose position does not move. Its reads do not wait for anybody. */
    static final class File extends Reader {
        private final FileChannel file;
        private final long base;

        File(Run run, FileChannel file, long base) {
            super(run);
            this.file = file;
            this.base = base;
        }

        @Override
        int read(long offset, Pointer buffer, int length) throws IOException {
            return Math.max(0, file.read(buffer.getByteBuffer(0, length), base + offset));
        }
    }

    /**
     * Something that may wait. It is read on another thread, so that a cancelled upload ends although the read does not.
     */
    abstract static class Waiting extends Reader {
        // Not the library's buffer, which does not outlive the callback.
        private byte[] bytes = new byte[0];

        Waiting(Run run) {
            super(run);
        }

        /** Reads some bytes, to the start of the array; a negative number is the end. */
        abstract int read(long offset, byte[] into, int length) throws IOException;

        @Override
        int read(long offset, Pointer buffer, int length) throws Throwable {
            if (bytes.length < length) {
                bytes = new byte[length];
            }
            byte[] into = bytes;
            FutureTask<Integer> task = new FutureTask<>(() -> read(offset, into, length));
            Threads.BLOCKING.execute(task);
            int count = Math.max(0, await(task));
            if (count > length) {
                throw new IOException("the source gives " + count + " bytes where " + length + " are asked for");
            }
            buffer.write(0, into, 0, count);
            return count;
        }
    }

    /** The upload that reads something which can be read once: a second one would find nothing left, and store that. */
    static final class Once {
        private final AtomicReference<Run> reads = new AtomicReference<>();

        /** Refuses an upload if another one has begun to read. */
        void refuseOther(Run run) {
            Run other = reads.get();
            if (other != null && other != run) {
                throw new IllegalStateException("source: one of a stream or a channel is for one upload");
            }
        }

        void readBy(Run run) {
            reads.compareAndSet(null, run);
            refuseOther(run);
        }
    }

    static final class Stream extends Waiting {
        private final InputStream stream;
        private final Once once;
        private final Run run;

        Stream(Run run, InputStream stream, Once once) {
            super(run);
            this.stream = stream;
            this.once = once;
            this.run = run;
        }

        @Override
        int read(long offset, byte[] into, int length) throws IOException {
            once.readBy(run);
            int count = stream.read(into, 0, length);
            if (count == 0) {
                // Is no end, and asking again at once would not wait.
                int next = stream.read();
                into[0] = (byte) next;
                return next < 0 ? 0 : 1;
            }
            return count;
        }
    }

    static final class Channel extends Waiting {
        private final ReadableByteChannel channel;
        private final Once once;
        private final Run run;

        Channel(Run run, ReadableByteChannel channel, Once once) {
            super(run);
            this.channel = channel;
            this.once = once;
            this.run = run;
        }

        @Override
        int read(long offset, byte[] into, int length) throws IOException {
            once.readBy(run);
            int count = channel.read(ByteBuffer.wrap(into, 0, length));
            if (count == 0) {
                throw new IOException("the channel gives nothing; configure it as blocking");
            }
            return count;
        }
    }

    static final class Seekable extends Waiting {
        private final SeekableByteChannel channel;
        private final long base;

        Seekable(Run run, SeekableByteChannel channel, long base) {
            super(run);
            this.channel = channel;
            this.base = base;
        }

        @Override
        int read(long offset, byte[] into, int length) throws IOException {
            if (channel.position() != base + offset) {
                channel.position(base + offset);
            }
            return channel.read(ByteBuffer.wrap(into, 0, length));
        }
    }
}
