package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.Cancel;
import io.github.graphupload.CancelledException;
import io.github.graphupload.Item;
import io.github.graphupload.Source;
import io.github.graphupload.Target;
import io.github.graphupload.UploadOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest extends WithSimulator {
    private static final byte[] CONTENT = bytes(2_500_000);

    @TempDir
    Path folder;

    private void stores(Source source, byte[] content) throws Exception {
        client.upload(source, TARGET);
        assertArrayEquals(content, service.file(STORED));
    }

    @Test
    void aBufferFromItsPositionToItsLimit() throws Exception {
        ByteBuffer heap = ByteBuffer.wrap(CONTENT).position(10).limit(1010);
        stores(Source.buffer(heap), Arrays.copyOfRange(CONTENT, 10, 1010));
        assertEquals(10, heap.position());
    }

    @Test
    void aDirectBuffer() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(CONTENT.length).put(CONTENT).flip().position(7);
        stores(Source.buffer(direct), Arrays.copyOfRange(CONTENT, 7, CONTENT.length));
    }

    @Test
    void aStreamIsForOneUpload() throws Exception {
        for (Source source : List.of(
                Source.stream(new ByteArrayInputStream(bytes(10))),
                Source.stream(new ByteArrayInputStream(bytes(10)), 10),
                Source.channel(Channels.newChannel(new ByteArrayInputStream(bytes(10)))))) {
            stores(source, bytes(10));
            IllegalStateException error = assertThrows(IllegalStateException.class, () -> client.upload(source, TARGET));
            assertTrue(error.getMessage().startsWith("source: "), error.getMessage());
            assertArrayEquals(bytes(10), service.file(STORED));
        }
    }

    @Test
    void anEmptyDirectBuffer() throws Exception {
        stores(Source.buffer(ByteBuffer.allocateDirect(0)), new byte[0]);
    }

    @Test
    void aFileFromItsPositionOn() throws Exception {
        Path path = Files.write(folder.resolve("ä ☃.bin"), CONTENT);
        try (FileChannel file = FileChannel.open(path)) {
            file.position(1000);
            stores(Source.channel(file), Arrays.copyOfRange(CONTENT, 1000, CONTENT.length));
            assertEquals(1000, file.position());
        }
    }

    @Test
    void aFileInAnotherFileSystem() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Path path = Files.write(zip.getPath("a.bin"), CONTENT);
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Source.path(path)).getMessage().startsWith("path: "));
            try (InputStream stream = Files.newInputStream(path)) {
                stores(Source.stream(stream, CONTENT.length), CONTENT);
            }
        }
    }

    @Test
    void aStreamThatGivesNothingAtTimes() throws Exception {
        InputStream hesitant = new ByteArrayInputStream(CONTENT) {
            private int calls;

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return calls++ % 2 == 0 ? 0 : super.read(into, offset, Math.min(length, 100_000));
            }
        };
        stores(Source.stream(hesitant), CONTENT);
    }

    @Test
    void aBodyPublisherKnowsItsLength() throws Exception {
        stores(Source.publisher(HttpRequest.BodyPublishers.ofByteArray(CONTENT)), CONTENT);
    }

    @Test
    void aPublisherThatGivesAtItsOwnPace() throws Exception {
        SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>();
        CompletableFuture<Item> future = client.uploadAsync(Source.publisher(publisher), TARGET);
        while (!publisher.hasSubscribers()) {
            Thread.onSpinWait();
        }
        publisher.submit(ByteBuffer.allocate(0));
        publisher.submit(ByteBuffer.wrap(CONTENT, 0, 1000));
        publisher.submit(ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000));
        publisher.close();
        future.join();
        assertArrayEquals(CONTENT, service.file(STORED));
    }

    @Test
    void aCancelledPublisherIsToldSo() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Flow.Publisher<ByteBuffer> silent = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                asked.countDown();
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
        Cancel cancel = new Cancel();
        CompletableFuture<Item> future = client.uploadAsync(Source.publisher(silent), TARGET, new UploadOptions().cancel(cancel));
        asked.await();
        cancel.request();
        assertInstanceOf(CancelledException.class, assertThrows(CompletionException.class, future::join).getCause());
        cancelled.await();
    }

    @Test
    void whatAStreamThrowsIsThrownAsItIs() {
        IOException mine = new IOException("mine");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw mine;
            }
        };
        assertSame(mine, assertThrows(IOException.class, () -> client.upload(Source.stream(broken, 10), TARGET)));
    }

    @Test
    void aReadThatCannotBeInterruptedDoesNotHoldUpTheEnd() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch goes = new CountDownLatch(1);
        InputStream stubborn = new InputStream() {
            @Override
            public int read() {
                reads.countDown();
                for (;;) {
                    try {
                        goes.await();
                        return -1;
                    } catch (InterruptedException ignored) {
                        continue;
                    }
                }
            }
        };
        Cancel cancel = new Cancel();
        CompletableFuture<Item> future = client.uploadAsync(Source.stream(stubborn), TARGET, new UploadOptions().cancel(cancel));
        reads.await();
        cancel.request();
        assertInstanceOf(CancelledException.class, assertThrows(CompletionException.class, future::join).getCause());
        goes.countDown();
    }

    @Test
    void aPipeOfEachKind() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (PipedInputStream in = new PipedInputStream(out)) {
            CompletableFuture<Item> future = client.uploadAsync(Source.stream(in), Target.drivePath("1"));
            out.write(CONTENT);
            out.close();
            future.join();
        }
        Pipe pipe = Pipe.open();
        CompletableFuture<Item> future = client.uploadAsync(Source.channel(pipe.source()), Target.drivePath("2"));
        ByteBuffer rest = ByteBuffer.wrap(CONTENT);
        while (rest.hasRemaining()) {
            pipe.sink().write(rest);
        }
        pipe.sink().close();
        future.join();
        pipe.source().close();
        for (byte[] stored : List.of(service.file("me/drive/root:/1"), service.file("me/drive/root:/2"))) {
            assertArrayEquals(CONTENT, stored);
        }
    }

    @Test
    void sizesAreChecked() {
        assertEquals("size: 0 or more expected, not -1", assertThrows(IllegalArgumentException.class,
                () -> Source.stream(InputStream.nullInputStream(), -1)).getMessage());
    }
}
