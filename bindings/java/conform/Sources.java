package conform;

import io.github.graphupload.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** What a scenario uploads. */
final class Sources {
    private Sources() {}

    /** What the sources of a wish give. */
    private static final class Feed {
        final byte[] content;
        final int end;
        private final long chunk;
        private final long raiseAt;
        private final long hangAt;

        Feed(Map<String, Object> wish) throws IOException {
            content = Files.readAllBytes(Path.of((String) wish.get("file")));
            end = content.length - (int) number(wish, "short_by", 0);
            chunk = number(wish, "chunk", Long.MAX_VALUE);
            raiseAt = number(wish, "raise_at", Long.MAX_VALUE);
            hangAt = number(wish, "hang_at", Long.MAX_VALUE);
        }

        private static long number(Map<String, Object> wish, String name, long otherwise) {
            return (long) wish.getOrDefault(name, otherwise);
        }

        ByteBuffer at(long offset, int length) throws IOException {
            if (offset >= raiseAt) {
                throw new Events.Boom();
            }
            if (offset >= hangAt) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            }
            long last = Math.min(Math.min(end, hangAt), offset + Math.min(length, chunk));
            return ByteBuffer.wrap(content, (int) Math.min(offset, end), (int) Math.max(0, last - offset));
        }
    }

    private static final class Forward extends InputStream {
        private final Feed feed;
        private long at;

        Forward(Feed feed) {
            this.feed = feed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            ByteBuffer part = feed.at(at, length);
            int count = part.remaining();
            part.get(into, offset, count);
            at += count;
            return count == 0 ? -1 : count;
        }
    }

    private static final class Seekable implements SeekableByteChannel {
        private final Feed feed;
        private long at;

        Seekable(Feed feed) {
            this.feed = feed;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            ByteBuffer part = feed.at(at, into.remaining());
            int count = part.remaining();
            into.put(part);
            at += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public long position() {
            return at;
        }

        @Override
        public SeekableByteChannel position(long position) {
            at = position;
            return this;
        }

        @Override
        public long size() {
            return feed.content.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }
    }

    /** Gives what is asked for on other threads. */
    private static final class Published implements Flow.Publisher<ByteBuffer> {
        private final Feed feed;

        Published(Feed feed) {
            this.feed = feed;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                private long at;

                @Override
                public void request(long count) {
                    CompletableFuture.runAsync(() -> {
                        try {
                            ByteBuffer part = feed.at(at, 65536);
                            at += part.remaining();
                            if (part.hasRemaining()) {
                                subscriber.onNext(part);
                            } else {
                                subscriber.onComplete();
                            }
                        } catch (Throwable error) {
                            subscriber.onError(error);
                        }
                    });
                }

                @Override
                public void cancel() {}
            });
        }
    }

    private static Source piped(Map<String, Object> wish) throws IOException {
        Feed feed = new Feed(wish);
        Pipe pipe = Pipe.open();
        Thread thread = new Thread(() -> {
            try (Pipe.SinkChannel sink = pipe.sink()) {
                long at = 0;
                for (ByteBuffer part; (part = feed.at(at, 65536)).hasRemaining(); ) {
                    at += part.remaining();
                    while (part.hasRemaining()) {
                        sink.write(part);
                    }
                }
            } catch (IOException closed) {
                closed.printStackTrace();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return Source.channel(pipe.source());
    }

    static Source of(Map<String, Object> wish, String of) throws IOException {
        Path file = Path.of((String) wish.get("file"));
        switch ((String) wish.get("kind")) {
            case "path":
                return Source.path(file);
            case "memory":
                return Source.bytes(Events.given("source", of, Files.readAllBytes(file)));
            case "handle":
                return Source.channel(FileChannel.open(file));
            case "seekable":
                return Source.channel(Events.given("source", of, new Seekable(new Feed(wish))));
            case "forward":
                return Source.stream(Events.given("source", of, new Forward(new Feed(wish))), Files.size(file));
            case "stream":
                return Source.stream(Events.given("source", of, new Forward(new Feed(wish))));
            case "async":
                return Source.publisher(Events.given("source", of, new Published(new Feed(wish))));
            case "pipe":
                return piped(wish);
            default:
                throw new IllegalArgumentException("source " + wish.get("kind"));
        }
    }
}
