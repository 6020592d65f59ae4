package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.BusyException;
import io.github.graphupload.CancelledException;
import io.github.graphupload.Job;
import io.github.graphupload.Queue;
import io.github.graphupload.QueueOptions;
import io.github.graphupload.Source;
import io.github.graphupload.Stage;
import io.github.graphupload.Target;
import io.github.graphupload.UploadOptions;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueTest extends WithSimulator {
    private static Target to(int number) {
        return Target.drivePath(number + ".bin");
    }

    private static Source source() {
        return Source.bytes(bytes(1000));
    }

    @Test
    void eachJobComesOnce() throws Exception {
        try (Queue queue = client.queue()) {
            List<Job> submitted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                submitted.add(queue.submit(source(), to(i)));
            }
            List<Job> ended = new ArrayList<>();
            for (Job job : queue.asCompleted()) {
                assertTrue(job.isDone());
                assertEquals(Stage.ENDED, job.stage());
                assertEquals(1000, job.progress().sent());
                ended.add(job);
            }
            assertEquals(submitted.size(), ended.size());
            assertTrue(ended.containsAll(submitted));
            assertNull(queue.next());
            assertEquals(20, queue.counts().stored());
            assertEquals(20_000, queue.progress().sent());
        }
    }

    @Test
    void aJobThatIsWaitedForDoesNotComeFromTheQueue() throws Exception {
        try (Queue queue = client.queue()) {
            Job first = queue.submit(source(), to(1));
            Job second = queue.submit(source(), to(2));
            Job third = queue.submit(source(), to(3));
            assertEquals("1.bin", first.result().name());
            assertEquals("2.bin", second.future().join().name());
            assertSame(third, queue.next());
            assertNull(queue.next());
        }
    }

    @Test
    void aWaitThatGivesUpLeavesTheJobToTheQueue() throws Exception {
        try (Queue queue = client.queue()) {
            queue.pause();
            Job job = queue.submit(source(), to(1));
            assertThrows(TimeoutException.class, () -> job.result(Duration.ofMillis(1)));
            assertFalse(job.await(Duration.ZERO));
            assertNull(queue.next(Duration.ofMillis(1)));
            CompletableFuture<Job> unwanted = queue.nextAsync();
            unwanted.cancel(true);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, queue::next);
            Thread.currentThread().interrupt();
            assertThrows(UncheckedIOException.class, () -> queue.asCompleted().iterator().hasNext());
            assertTrue(Thread.interrupted());
            assertEquals(Stage.PAUSED, job.stage());
            queue.resume();
            assertSame(job, queue.nextAsync().join());
            assertNull(queue.nextAsync().join());
        }
    }

    @Test
    void aFullQueueWaits() throws Exception {
        try (Queue queue = client.queue(new QueueOptions().atOnce(1).maxWaiting(1).roomTimeout(Duration.ofMillis(1)))) {
            queue.pause();
            queue.submit(source(), to(1));
            assertThrows(BusyException.class, () -> queue.submit(source(), to(2)));
        }
        try (Queue queue = client.queue(new QueueOptions().atOnce(1).maxWaiting(1))) {
            queue.pause();
            queue.submit(source(), to(3));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> queue.submit(source(), to(4)));
            CompletableFuture<Job> later = CompletableFuture.supplyAsync(() -> {
                try {
                    return queue.submit(source(), to(5));
                } catch (Exception error) {
                    throw new IllegalStateException(error);
                }
            });
            queue.resume();
            assertEquals("5.bin", later.join().result().name());
        }
    }

    @Test
    void aClosedQueueRefusesAndItsJobsTell() throws Exception {
        service.fault("inline:*=delay:60000");
        Queue queue = client.queue(new QueueOptions().atOnce(1));
        Job runs = queue.submit(source(), to(1));
        Job waits = queue.submit(source(), to(2));
        awaitRequest("inline");
        queue.close();
        queue.close();
        assertInstanceOf(CancelledException.class, runs.exception().orElseThrow());
        assertThrows(CancelledException.class, waits::result);
        assertEquals("the queue is closed",
                assertThrows(IllegalStateException.class, () -> queue.submit(source(), to(3))).getMessage());
        assertEquals("the queue is closed", assertThrows(IllegalStateException.class, queue::counts).getMessage());
        // To end what has ended does nothing.
        runs.cancel();
        runs.pause();
        runs.resume();
        runs.moveToFront();
    }

    @Test
    void aListenerMayCloseItsQueue() throws Exception {
        Queue queue = client.queue();
        CountDownLatch closed = new CountDownLatch(1);
        queue.submit(source(), to(1), new UploadOptions().progress(now -> {
            queue.close();
            closed.countDown();
        }));
        closed.await();
        queue.close();
        assertTrue(queue.next() == null || queue.next() == null);
    }

    @Test
    void aListenerMaySubmit() throws Exception {
        AtomicReference<Job> other = new AtomicReference<>();
        try (Queue queue = client.queue()) {
            queue.submit(source(), to(1), new UploadOptions().progress(now -> {
                if (other.get() == null) {
                    try {
                        other.set(queue.submit(source(), to(2)));
                    } catch (Exception error) {
                        throw new IllegalStateException(error);
                    }
                }
            })).result();
            assertEquals("2.bin", other.get().result().name());
        }
    }

    @Test
    void aForgottenQueueFinishesItsJobs() throws Exception {
        Job job = client.queue().submit(source(), to(1));
        System.gc();
        assertEquals("1.bin", job.result().name());
    }

    @Test
    void aStateFolderHasOneQueue(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes(10));
        QueueOptions options = new QueueOptions().stateFolder(folder.resolve("state")).key(new byte[32]);
        try (Queue queue = client.queue(options)) {
            assertThrows(BusyException.class, () -> client.queue(options));
            queue.pause();
            queue.submit(file, to(1));
        }
        try (Queue queue = client.queue(options)) {
            Job left = queue.next();
            assertEquals(file.toRealPath(), Path.of(left.path()).toRealPath());
            assertEquals("1.bin", left.result().name());
            assertNull(queue.next());
        }
    }

    @Test
    void valuesAreChecked() {
        assertEquals("maxWaiting: 1 or more expected, not 0",
                assertThrows(IllegalArgumentException.class, () -> new QueueOptions().maxWaiting(0)).getMessage());
        assertTrue(assertThrows(Exception.class, () -> client.queue(new QueueOptions().atOnce(1000)))
                .getMessage().contains("256"));
    }
}
