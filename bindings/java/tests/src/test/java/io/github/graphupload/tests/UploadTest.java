package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.ArgumentException;
import io.github.graphupload.Cancel;
import io.github.graphupload.CancelledException;
import io.github.graphupload.Client;
import io.github.graphupload.Conflict;
import io.github.graphupload.ConflictException;
import io.github.graphupload.DeadlineException;
import io.github.graphupload.GraphUploadException;
import io.github.graphupload.Item;
import io.github.graphupload.Queue;
import io.github.graphupload.QueueOptions;
import io.github.graphupload.Source;
import io.github.graphupload.Target;
import io.github.graphupload.UploadOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest extends WithSimulator {
    @Test
    void uploadsAndTellsWhatIsStored() throws Exception {
        Item item = client.upload(Source.bytes(bytes(1000)), TARGET);
        assertEquals("a.bin", item.name());
        assertEquals(1000, item.size().getAsLong());
        assertTrue(item.json().contains("a.bin"));
        assertFalse(item.toString().contains("downloadUrl"), item.toString());
        assertArrayEquals(bytes(1000), service.file(STORED));
    }

    @Test
    void messagesNameTheArgument() {
        assertEquals("source", assertThrows(NullPointerException.class, () -> client.upload((Source) null, TARGET)).getMessage());
        assertEquals("path", assertThrows(NullPointerException.class, () -> client.upload((Path) null, TARGET)).getMessage());
        assertEquals("target", assertThrows(NullPointerException.class,
                () -> client.upload(Source.bytes(bytes(1)), null)).getMessage());
        assertEquals("options", assertThrows(NullPointerException.class,
                () -> client.upload(Source.bytes(bytes(1)), TARGET, null)).getMessage());
        assertEquals("key: 32 bytes expected, not 5", assertThrows(IllegalArgumentException.class,
                () -> new UploadOptions().key(new byte[5])).getMessage());
        assertEquals("timeout: more than zero expected, not PT0S", assertThrows(IllegalArgumentException.class,
                () -> new UploadOptions().timeout(Duration.ZERO)).getMessage());
        assertEquals("token: NUL inside", assertThrows(IllegalArgumentException.class,
                () -> Client.builder().token("a\0b")).getMessage());
        assertEquals("atOnce: 1 to 256 expected, not 0", assertThrows(IllegalArgumentException.class,
                () -> Client.builder().atOnce(0)).getMessage());
        assertEquals("bytes: 1 or more expected, not -1", assertThrows(IllegalArgumentException.class,
                () -> new UploadOptions().spoolMaxBytes(-1)).getMessage());
        assertEquals("url", assertThrows(NullPointerException.class, () -> Client.builder().baseUrl(null)).getMessage());
        assertEquals("timeout",
                assertThrows(NullPointerException.class, () -> Client.builder().connectTimeout(null)).getMessage());
        assertEquals("time", assertThrows(NullPointerException.class, () -> TARGET.modified(null)).getMessage());
        assertEquals("contentType", assertThrows(NullPointerException.class, () -> TARGET.contentType(null)).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Client.builder().option("proxy", new Object()))
                .getMessage().startsWith("proxy: "));
        assertTrue(assertThrows(ArgumentException.class, () -> Client.builder().option("no_such", 1).build())
                .getMessage().contains("no_such"));
    }

    @Test
    void aWrongTargetIsToldByTheUpload() {
        ArgumentException error = assertThrows(ArgumentException.class,
                () -> client.upload(Source.bytes(bytes(1)), Target.drivePath("a:b")));
        assertEquals(0, error.httpStatus());
        CompletableFuture<Item> future = client.uploadAsync(Source.bytes(bytes(1)), Target.drivePath("a:b"));
        assertInstanceOf(ArgumentException.class, assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void anErrorOutlivesItsSerialization() throws Exception {
        client.upload(Source.bytes(bytes(10)), TARGET);
        ConflictException error = assertThrows(ConflictException.class, () -> client.upload(Source.bytes(bytes(20)), TARGET));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new ObjectOutputStream(written).writeObject(error);
        GraphUploadException read = (GraphUploadException) new ObjectInputStream(
                new ByteArrayInputStream(written.toByteArray())).readObject();
        assertEquals(409, read.httpStatus());
        assertEquals(error.serviceCodes(), read.serviceCodes());
        assertEquals(error.status(), read.status());
    }

    @Test
    void whatAListenerThrowsIsThrownAsItIs() {
        IllegalStateException mine = new IllegalStateException("mine");
        UploadOptions options = new UploadOptions().progress(now -> {
            throw mine;
        });
        assertSame(mine, assertThrows(IllegalStateException.class,
                () -> client.upload(Source.stream(new ByteArrayInputStream(bytes(5_000_000))), TARGET, options)));
        assertInstanceOf(CancelledException.class, mine.getSuppressed()[0]);
        StackOverflowError error = new StackOverflowError();
        UploadOptions worse = new UploadOptions().progress(now -> {
            throw error;
        });
        assertSame(error, assertThrows(StackOverflowError.class,
                () -> client.upload(Source.stream(new ByteArrayInputStream(bytes(5_000_000))), TARGET, worse)));
    }

    @Test
    void anInterruptCancels() throws Exception {
        service.fault("inline:*=delay:60000");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                client.upload(Source.bytes(bytes(1000)), TARGET);
            } catch (Throwable error) {
                thrown.set(error);
            }
        });
        thread.start();
        awaitRequest("inline");
        thread.interrupt();
        thread.join();
        assertInstanceOf(InterruptedException.class, thrown.get());
        assertInstanceOf(CancelledException.class, thrown.get().getCause());
    }

    @Test
    void anInterruptOfACallbacksThreadMeansNothing() throws Exception {
        try (Client one = service.builder().atOnce(1).build()) {
            boolean[] flags = new boolean[2];
            UploadOptions options = new UploadOptions().progress(now -> {
                flags[0] |= Thread.currentThread().isInterrupted();
                Thread.currentThread().interrupt();
            });
            one.upload(Source.stream(new ByteArrayInputStream(bytes(5_000_000))), Target.drivePath("1"), options);
            one.upload(Source.bytes(bytes(5_000_000)), Target.drivePath("2"), options);
            UploadOptions asks = new UploadOptions().progress(now -> flags[1] |= Thread.currentThread().isInterrupted());
            for (int n = 3; n < 10; n++) {
                one.upload(Source.stream(new ByteArrayInputStream(bytes(1000))), Target.drivePath("" + n), asks);
            }
            assertArrayEquals(new boolean[2], flags);
        }
    }

    @Test
    void anInterruptOfALogsThreadMeansNothing() throws Exception {
        boolean[] flagged = new boolean[1];
        try (Client own = service.builder().atOnce(1).log((level, message) -> {
            flagged[0] |= Thread.currentThread().isInterrupted();
            if (Thread.currentThread().getName().startsWith("graph-upload")) {
                Thread.currentThread().interrupt();
            }
        }).build()) {
            for (int n = 0; n < 5; n++) {
                own.upload(Source.stream(new ByteArrayInputStream(bytes(1000))), Target.drivePath("" + n));
            }
        }
        assertFalse(flagged[0]);
    }

    @Test
    void whatFollowsInPlaceMayUpload() throws Exception {
        try (Client own = service.builder().executor(Runnable::run).build()) {
            assertEquals("2", own.uploadAsync(Source.bytes(bytes(10)), Target.drivePath("1")).thenApply(item -> {
                try {
                    return own.upload(Source.bytes(bytes(10)), Target.drivePath("2")).name();
                } catch (Exception error) {
                    throw new CompletionException(error);
                }
            }).get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPathWithOptions(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes(10));
        Target target = Target.parse("drive:/in/");
        UploadOptions options = new UploadOptions().timeout(Duration.ofMinutes(1));
        assertEquals("a.bin", client.upload(file, target, options).name());
        assertEquals("a.bin", client.uploadAsync(file, target.conflict(Conflict.REPLACE), options).join().name());
        try (Queue queue = client.queue()) {
            assertEquals("a.bin", queue.submit(file, target.conflict(Conflict.REPLACE), options).result().name());
        }
    }

    @Test
    void optionsThatExcludeEachOther() {
        assertEquals("progressWhile: progress is set", assertThrows(IllegalArgumentException.class,
                () -> new UploadOptions().progress(now -> {}).progressWhile(now -> true)).getMessage());
        assertEquals("progress: progressWhile is set", assertThrows(IllegalArgumentException.class,
                () -> new UploadOptions().progressWhile(now -> true).progress(now -> {})).getMessage());
        new UploadOptions().progress(now -> {}).progress(now -> {});
        assertEquals("key: only with a stateFile", assertThrows(IllegalArgumentException.class, () -> client.upload(
                Source.bytes(bytes(1)), TARGET, new UploadOptions().key(new byte[32]))).getMessage());
        assertEquals("key: only with a stateFolder", assertThrows(IllegalArgumentException.class,
                () -> client.queue(new QueueOptions().key(new byte[32]))).getMessage());
    }

    @Test
    void anInterruptedThreadUploadsNothing() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> client.upload(Source.bytes(bytes(1000)), TARGET));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void toCancelTheFutureCancelsTheUpload() throws Exception {
        service.fault("piece:1=delay:60000");
        LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
        try (Client logged = service.builder().oneRequestBytes(0).pieceBytes(983040)
                .log((level, message) -> log.add(message)).build()) {
            CompletableFuture<Item> future = logged.uploadAsync(Source.bytes(bytes(3_000_000)), TARGET);
            awaitRequest("piece");
            assertTrue(future.cancel(true));
            assertThrows(CancellationException.class, future::join);
            // The library deletes the session.
            while (!log.take().contains("DELETE")) {
                continue;
            }
        }
    }

    @Test
    void aFlagEndsUploadsAndLaterOnes() throws Exception {
        service.fault("inline:*=delay:60000");
        Cancel cancel = new Cancel();
        UploadOptions options = new UploadOptions().cancel(cancel);
        CompletableFuture<Item> future = client.uploadAsync(Source.bytes(bytes(1000)), TARGET, options);
        awaitRequest("inline");
        cancel.request();
        assertInstanceOf(CancelledException.class, assertThrows(CompletionException.class, future::join).getCause());
        assertThrows(CancelledException.class, () -> client.upload(Source.bytes(bytes(1000)), TARGET, options));
        assertTrue(cancel.isRequested());
    }

    @Test
    void aTimeoutIsADeadline() throws Exception {
        service.fault("inline:*=delay:60000");
        DeadlineException error = assertThrows(DeadlineException.class, () -> client.upload(
                Source.bytes(bytes(1000)), TARGET, new UploadOptions().timeout(Duration.ofMillis(50))));
        assertEquals("GU_ERR_CANCELLED", error.statusName());
    }

    @Test
    void futuresCompleteOnTheExecutor() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Executor executor = tasks::add;
        try (Client own = service.builder().executor(executor).build()) {
            CompletableFuture<Item> future = own.uploadAsync(Source.bytes(bytes(10)), TARGET);
            Runnable task = tasks.take();
            assertFalse(future.isDone());
            task.run();
            assertEquals("a.bin", future.join().name());
        }
    }

    @Test
    void aClosedClientFinishesWhatRuns() throws Exception {
        CompletableFuture<Item> future = client.uploadAsync(Source.bytes(bytes(3_000_000)), TARGET);
        client.close();
        client.close();
        assertEquals("a.bin", future.join().name());
        assertEquals("the client is closed", assertThrows(IllegalStateException.class,
                () -> client.upload(Source.bytes(bytes(1)), TARGET)).getMessage());
        assertEquals("the client is closed", assertThrows(IllegalStateException.class, () -> client.queue()).getMessage());
    }

    @Test
    void anOptionCopiesItsValues() throws Exception {
        UploadOptions options = new UploadOptions().timeout(Duration.ofMinutes(1));
        CountDownLatch told = new CountDownLatch(1);
        CompletableFuture<Item> future = client.uploadAsync(Source.bytes(bytes(10)), TARGET, options);
        options.progress(now -> told.countDown());
        future.join();
        assertEquals(1, told.getCount());
    }

    @Test
    void theSystemsErrorIsKept() throws Exception {
        GraphUploadException missing = assertThrows(GraphUploadException.class,
                () -> client.upload(Path.of("no such file"), TARGET));
        assertEquals(2, missing.osError());
    }

    @Test
    void manyAtOnceAllEnd() {
        List<CompletableFuture<Item>> uploads = IntStream.range(0, 100)
                .mapToObj(n -> client.uploadAsync(Source.bytes(bytes(n)), Target.drivePath(n + ".bin"))).toList();
        for (int n = 0; n < uploads.size(); n++) {
            assertEquals(n + ".bin", uploads.get(n).join().name());
        }
    }
}
