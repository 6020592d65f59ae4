package io.github.graphupload;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.graphupload.internal.Functions;
import io.github.graphupload.internal.QueueCount;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Many uploads at once, on threads of the library. Comes from {@link Client#queue()}; any thread may use it.
 *
 * <p>Callbacks of its jobs are called on these threads, several at a time. A queue that nothing refers to any more stays
 * until its jobs have ended.
 */
public final class Queue implements AutoCloseable {
    private static final long ROOM_MS = 50;

    private final Handle handle;
    private final Freeing freeing;
    private final Shared shared;
    private final boolean listed;
    private final boolean limited;
    private final Duration roomTimeout;

    private final Ends ends = new Ends();
    private final Object lock = new Object();
    // Guarded by the lock:
    private final Map<Long, Job> jobs = new HashMap<>();
    private boolean fetching;
    /** Since the thread last looked whether any job is left. */
    private boolean submitted;
    private boolean closesWhenIdle;

    /** `listed`: whether ended jobs are kept for {@link #next()}. */
    Queue(Shared shared, QueueOptions options, boolean listed, String name) throws GraphUploadException {
        if (options.key != null && options.stateFolder == null) {
            throw new IllegalArgumentException("key: only with a stateFolder");
        }
        this.shared = shared;
        this.listed = listed;
        limited = options.maxWaiting != null;
        roomTimeout = options.roomTimeout;
        Handle client = shared.client();
        Pointer of = client.use();
        freeing = new Freeing(client);
        try {
            freeing.flag = Calls.made(Functions::gu_cancel_new);
            Pointer queue = Calls.made((made, error) -> Functions.gu_queue_new(of, options.atOnce, made, error));
            handle = Handle.owned(this, queue, freeing, name);
        } catch (Throwable refused) {
            Functions.gu_cancel_free(freeing.flag);
            client.done();
            throw refused;
        }
        try {
            configure(options);
        } catch (Throwable refused) {
            handle.close();
            throw refused;
        }
    }

    private void configure(QueueOptions options) throws GraphUploadException {
        if (limited) {
            // A submission waits here, where it can be interrupted.
            handle.call((queue, error) -> Functions.gu_queue_set_room(queue, options.maxWaiting, 0, error));
        }
        if (options.stateFolder != null) {
            Calls.withKey(options.key, (key, length) -> {
                handle.call((queue, error) ->
                        Functions.gu_queue_set_state_folder(queue, options.stateFolder, key, length, error));
                return null;
            });
            QueueCounts counts = counts();
            long left = counts.waiting() + counts.running() + counts.paused() + counts.stored() + counts.failed();
            if (left > 0) {
                ends.begin(left);
                fetchOn();
            }
        }
    }

    // ---- submissions

    /**
     * Submits an upload with default options.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @return the job
     * @throws IOException  if it is refused
     * @throws InterruptedException  if the thread is interrupted while it waits for room
     */
    public Job submit(Source source, Target target) throws IOException, InterruptedException {
        return submit(source, target, new UploadOptions());
    }

    /**
     * Submits a file with default options.
     *
     * @param source  the file
     * @param target  where it goes
     * @return the job
     * @throws IOException  if it is refused
     * @throws InterruptedException  if the thread is interrupted while it waits for room
     */
    public Job submit(Path source, Target target) throws IOException, InterruptedException {
        return submit(Source.path(source), target);
    }

    /**
     * Submits an upload and returns at once, unless the queue is full; see {@link QueueOptions#maxWaiting(int)}.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @param options  what else is told
     * @return the job, which ends in its own time
     * @throws IOException  if it is refused
     * @throws InterruptedException  if the thread is interrupted while it waits for room
     */
    public Job submit(Source source, Target target, UploadOptions options) throws IOException, InterruptedException {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        UploadOptions settings = new UploadOptions(Objects.requireNonNull(options, "options"));
        Pointer queue = handle.use();
        try {
            Run run = new Run(settings.progress());
            Pointer place = target.make(source.name());
            try {
                Pointer upload = settings.upload(source, run);
                try {
                    return submit(queue, upload, place, new Job(this, run), settings);
                } finally {
                    Functions.gu_upload_free(upload);
                }
            } finally {
                Functions.gu_target_free(place);
            }
        } finally {
            handle.done();
        }
    }

    /**
     * Submits a file as {@link #submit(Source, Target, UploadOptions)} does.
     *
     * @param source  the file
     * @param target  where it goes
     * @param options  what else is told
     * @return the job, which ends in its own time
     * @throws IOException  if it is refused
     * @throws InterruptedException  if the thread is interrupted while it waits for room
     */
    public Job submit(Path source, Target target, UploadOptions options) throws IOException, InterruptedException {
        return submit(Source.path(source), target, options);
    }

    private Job submit(Pointer queue, Pointer upload, Pointer target, Job job, UploadOptions options)
            throws IOException, InterruptedException {
        Pointer context = Contexts.next();
        synchronized (lock) {
            // Before it is submitted: it may end at once, and the fetching thread gets it.
            jobs.put(Contexts.number(context), job);
        }
        job.claims = listed ? 0 : 1;
        ends.begin(1);
        try {
            job.attach(taken(queue, upload, target, context));
        } catch (Throwable refused) {
            synchronized (lock) {
                jobs.remove(Contexts.number(context));
            }
            ends.drop(1);
            throw refused;
        }
        fetchOn();
        job.start(options);
        return job;
    }

    private Pointer taken(Pointer queue, Pointer upload, Pointer target, Pointer context)
            throws GraphUploadException, InterruptedException {
        long start = System.nanoTime();
        for (;;) {
            try {
                return Calls.made((made, error) ->
                        Functions.gu_queue_submit(queue, upload, target, context, null, made, error));
            } catch (BusyException full) {
                boolean timely = roomTimeout == null || System.nanoTime() - start < roomTimeout.toNanos();
                if (!limited || !timely || handle.isClosed()) {
                    throw full;
                }
            }
            // A job that ends makes room; one that is cancelled does without telling.
            ends.awaitEnd(ROOM_MS);
        }
    }

    // ---- ended jobs

    /**
     * Waits for the next job that has ended, in the order of ending. Each is returned once, and not if
     * {@link Job#await()}, {@link Job#result()}, {@link Job#exception()} or {@link Job#future()} was called for it.
     *
     * @return the job; null if none is left
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the jobs
     */
    public Job next() throws InterruptedException {
        return next(Long.MAX_VALUE);
    }

    /**
     * Waits for the next job that has ended, but not longer than a time.
     *
     * @param timeout  the longest wait
     * @return the job; null if none is left, or none has ended in time
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the jobs
     */
    public Job next(Duration timeout) throws InterruptedException {
        return next(Objects.requireNonNull(timeout, "timeout").toNanos());
    }

    private Job next(long nanos) throws InterruptedException {
        CompletableFuture<Job> wanted = ends.want(null);
        try {
            return wanted.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return wanted.cancel(false) ? null : wanted.join();
        } catch (InterruptedException interrupted) {
            if (wanted.cancel(false)) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
            return wanted.join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns the next job that has ended, as {@link #next()} does, without waiting.
     *
     * @return completes with the job, or with null if none is left, on the client's executor
     */
    public CompletableFuture<Job> nextAsync() {
        return ends.want(shared::execute);
    }

    /**
     * Returns the jobs in the order of ending, until none is left; see {@link #next()}.
     *
     * @return waits as it is iterated; if the thread is interrupted then, it stays so, and an {@link UncheckedIOException} of
     *     an {@link InterruptedIOException} is thrown
     */
    public Iterable<Job> asCompleted() {
        return () -> new Iterator<>() {
            private Job following;

            @Override
            public boolean hasNext() {
                try {
                    following = following == null ? Queue.this.next() : following;
                    return following != null;
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new UncheckedIOException(new InterruptedIOException("interrupted while jobs are left"));
                }
            }

            @Override
            public Job next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no job is left");
                }
                Job job = following;
                following = null;
                return job;
            }
        };
    }

    /**
     * Waits until all jobs have ended; {@link #next()} does not return them any more then.
     *
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the jobs
     */
    public void await() throws InterruptedException {
        while (next() != null) {
            continue;
        }
    }

    // ---- all jobs

    /** Pauses all jobs, those submitted later included. */
    public void pause() {
        quietly(Functions::gu_queue_pause);
    }

    /**
     * Continues all jobs.
     *
     * @throws ResourceException  if no thread can be started
     */
    public void resume() throws GraphUploadException {
        handle.call(Functions::gu_queue_continue);
    }

    /** Cancels all jobs that have not ended, and returns at once. Others can be submitted afterwards. */
    public void cancel() {
        left().forEach(job -> job.run().stop());
        quietly(Functions::gu_queue_cancel);
    }

    /**
     * Returns how many jobs are where.
     *
     * @return the counts of now
     */
    public QueueCounts counts() {
        return handle.with(queue -> new QueueCounts(
                Functions.gu_queue_jobs(queue, QueueCount.WAITING.value()),
                Functions.gu_queue_jobs(queue, QueueCount.RUNNING.value()),
                Functions.gu_queue_jobs(queue, QueueCount.PAUSED.value()),
                Functions.gu_queue_jobs(queue, QueueCount.STORED.value()),
                Functions.gu_queue_jobs(queue, QueueCount.FAILED.value())));
    }

    /**
     * Returns how far all jobs are, ended ones included. Never waits.
     *
     * @return the numbers of now
     */
    public Progress progress() {
        return handle.with(Progress::ofQueue);
    }

    /**
     * Cancels the jobs that have not ended and waits for them, for five seconds at most. With a state folder they stay there,
     * and the next queue goes on with them; {@link #cancel()} takes them out.
     */
    @Override
    public void close() {
        end();
        if (!Callbacks.isInside()) {
            freeing.await();
        }
    }

    // ---- inside

    /** Closes it without waiting. */
    private void end() {
        left().forEach(job -> job.run().stop());
        freeing.afterwards = this::settle;
        if (handle.useClosed() != null) {
            handle.close();
            Functions.gu_cancel_request(freeing.flag);
            handle.done();
        }
    }

    /** Closes it once no job is left. */
    void closeWhenIdle() {
        boolean now;
        synchronized (lock) {
            closesWhenIdle = true;
            now = ends.isIdle();
        }
        if (now) {
            end();
        }
    }

    void claim(Job job, int change) {
        ends.claim(job, change);
    }

    void execute(Runnable task) {
        shared.execute(task);
    }

    private List<Job> left() {
        synchronized (lock) {
            return List.copyOf(jobs.values());
        }
    }

    private void fetchOn() {
        synchronized (lock) {
            submitted = true;
            if (fetching) {
                return;
            }
            Pointer queue = handle.useClosed();
            fetching = true;
            Shutdown.add(this, this::end);
            Threads.telling(() -> fetch(queue)).start();
        }
    }

    /** The one thread that waits for the ends of all jobs, while there are any. */
    private void fetch(Pointer queue) {
        do {
            for (Pointer job; (job = nextOf(queue)) != null; ) {
                ended(job);
            }
        } while (goesOn());
        handle.done();
        Shutdown.remove(this);
    }

    private Pointer nextOf(Pointer queue) {
        PointerByReference job = new PointerByReference();
        int status = Functions.gu_queue_next(queue, Calls.FOREVER, freeing.flag, job, null);
        return status == 0 ? job.getValue() : null;
    }

    private boolean goesOn() {
        boolean closes;
        synchronized (lock) {
            if (submitted && !handle.isClosed()) {
                submitted = false;
                return true;
            }
            fetching = false;
            closes = closesWhenIdle && ends.isIdle();
        }
        if (closes) {
            end();
        }
        return false;
    }

    private void ended(Pointer of) {
        Job job;
        long number = Contexts.number(Functions.gu_job_context(of));
        synchronized (lock) {
            job = jobs.get(number);
        }
        if (job == null) {
            // An earlier process has left it.
            job = new Job(this, new Run(null));
        }
        job.end(of, shared.tokenRaised().get());
        Functions.gu_job_free(of);
        forget(number, job);
    }

    /** Tells of a job that has ended. */
    private void forget(long number, Job job) {
        job.tell();
        synchronized (lock) {
            jobs.remove(number);
        }
        ends.end(job);
    }

    /** The queue is freed: its jobs have ended, and nobody fetches them. */
    private void settle() {
        Map<Long, Job> rest;
        synchronized (lock) {
            rest = Map.copyOf(jobs);
        }
        rest.values().forEach(job -> job.end(null, shared.tokenRaised().get()));
        rest.forEach(this::forget);
        ends.drop(ends.underWay());
    }

    private void quietly(Handle.Call function) {
        try {
            handle.call(function);
        } catch (GraphUploadException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Frees a queue. Does not refer to it, which can be collected. */
    private static final class Freeing implements Consumer<Pointer> {
        private final Handle client;
        private final CountDownLatch freed = new CountDownLatch(1);
        Pointer flag;
        volatile Runnable afterwards;

        Freeing(Handle client) {
            this.client = client;
        }

        @Override
        public void accept(Pointer queue) {
            Functions.gu_queue_free(queue);
            Functions.gu_cancel_free(flag);
            Runnable then = afterwards;
            if (then != null) {
                then.run();
            }
            client.done();
            freed.countDown();
        }

        void await() {
            try {
                freed.await(Shutdown.WAIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
