package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One upload of a queue. Comes from {@link Queue#submit(Source, Target)}; any thread may use it. There is nothing to close: it
 * lets go of the library's objects when it has ended.
 */
public final class Job {
    private final Queue queue;
    private final Run run;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable end = this::cancel;

    // Guarded by this object:
    private Handle handle;
    private long id;
    private String path = "";
    private Progress last;
    private Item item;
    private Throwable failure;
    private boolean deadlinePassed;
    private CompletableFuture<Item> future;
    private Cancel flag;
    private CompletableFuture<Void> timer;

    // Guarded by the ends of the queue: how many wait for it by itself, so that the queue does not return it; and whether the
    // queue could.
    int claims;
    boolean isOver;

    Job(Queue queue, Run run) {
        this.queue = queue;
        this.run = run;
    }

    /**
     * Returns the number of the job in its queue.
     *
     * @return 1 or more
     */
    public synchronized long id() {
        return id;
    }

    /**
     * Returns the path of its file.
     *
     * @return as it was given, or from the root on for a job that an earlier process has left; empty if the source is no path
     */
    public synchronized String path() {
        return path;
    }

    /**
     * Returns where the job is.
     *
     * @return the stage
     */
    public Stage stage() {
        Pointer job = use();
        try {
            return job == null ? Stage.ENDED : Stage.of(Functions.gu_job_stage(job));
        } finally {
            done(job);
        }
    }

    /**
     * Returns how far it is now. Never waits.
     *
     * @return the numbers of now, or of its end
     */
    public Progress progress() {
        Pointer job = use();
        try {
            if (job != null) {
                return Progress.ofJob(job);
            }
        } finally {
            done(job);
        }
        synchronized (this) {
            return last;
        }
    }

    /**
     * Returns whether it has ended, in whatever way.
     *
     * @return whether it has
     */
    public boolean isDone() {
        return ended.getCount() == 0;
    }

    /**
     * Waits until it has ended. The queue does not return it any more then.
     *
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the job
     */
    public void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    /**
     * Waits until it has ended, but not longer than a time.
     *
     * @param timeout  the longest wait
     * @return whether it has ended
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the job
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Objects.requireNonNull(timeout, "timeout").toNanos());
    }

    private boolean await(long nanos) throws InterruptedException {
        queue.claim(this, 1);
        boolean isEnded = false;
        try {
            isEnded = ended.await(nanos, TimeUnit.NANOSECONDS);
        } finally {
            if (!isEnded) {
                queue.claim(this, -1);
            }
        }
        return isEnded;
    }

    /**
     * Waits for the end and returns the stored file.
     *
     * @return the file
     * @throws IOException  why it is not stored; also a {@link RuntimeException} or an {@link Error} that a callback or a
     *     source has thrown
     * @throws InterruptedException  if the thread is interrupted, which ends the wait, not the job
     */
    public Item result() throws IOException, InterruptedException {
        await();
        return outcome();
    }

    /**
     * Waits for the end, but not longer than a time, and returns the stored file.
     *
     * @param timeout  the longest wait
     * @return the file
     * @throws IOException  as for {@link #result()}
     * @throws InterruptedException  as for {@link #result()}
     * @throws TimeoutException  if it has not ended
     */
    public Item result(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        if (!await(timeout)) {
            throw new TimeoutException("the job has not ended after " + timeout);
        }
        return outcome();
    }

    /**
     * Waits for the end and returns why the file is not stored.
     *
     * @return what {@link #result()} would throw; empty if the file is stored
     * @throws InterruptedException  as for {@link #result()}
     */
    public Optional<Throwable> exception() throws InterruptedException {
        await();
        synchronized (this) {
            return Optional.ofNullable(failure);
        }
    }

    /**
     * Returns a future of the stored file. {@link Queue#next()} and {@link Queue#asCompleted()} do not return the job any
     * more. Cancelling the future cancels the job; to complete it otherwise, as by {@link CompletableFuture#orTimeout}, does
     * not.
     *
     * @return completes with the file, or with what {@link #result()} would throw, on the client's executor
     */
    public CompletableFuture<Item> future() {
        queue.claim(this, 1);
        boolean now;
        CompletableFuture<Item> wanted;
        synchronized (this) {
            now = future == null && isDone();
            if (future == null) {
                future = new Future(this);
            }
            wanted = future;
        }
        if (now) {
            complete(wanted);
        }
        return wanted;
    }

    /** Cancels it and returns at once. If it has ended, nothing happens; so it is below. */
    public void cancel() {
        run.stop();
        quietly(Functions::gu_job_cancel);
    }

    /** Pauses it; a request under way is finished first. */
    public void pause() {
        quietly(Functions::gu_job_pause);
    }

    /**
     * Continues it after {@link #pause()}.
     *
     * @throws ResourceException  if no thread can be started
     */
    public void resume() throws GraphUploadException {
        call(Functions::gu_job_continue);
    }

    /** Lets it run before all others that wait. */
    public void moveToFront() {
        quietly(Functions::gu_job_move_to_front);
    }

    /** Names the job and its stage. */
    @Override
    public String toString() {
        return "Job[id=" + id() + ", path=" + path() + ", stage=" + stage() + "]";
    }

    // ---- for the queue

    Run run() {
        return run;
    }

    /** The library has taken it. It may have ended already. */
    void attach(Pointer job) {
        boolean now;
        synchronized (this) {
            id = Functions.gu_job_id(job);
            path = Functions.gu_job_path(job);
            now = last != null;
            if (!now) {
                handle = Handle.unowned(job, Functions::gu_job_free, "job");
            }
        }
        if (now) {
            Functions.gu_job_free(job);
        }
    }

    /** Begins what may end it. */
    void start(UploadOptions options) {
        synchronized (this) {
            flag = options.cancel();
            if (options.timeout() != null) {
                timer = new CompletableFuture<>();
                timer.thenRun(this::timeout);
                timer.completeOnTimeout(null, millis(options.timeout()), TimeUnit.MILLISECONDS);
            }
        }
        if (options.cancel() != null) {
            options.cancel().add(end);
        }
        if (isDone()) {
            letGo();
        }
    }

    private static long millis(Duration time) {
        return time.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : Math.max(1, time.toMillis());
    }

    private void timeout() {
        synchronized (this) {
            deadlinePassed = true;
        }
        cancel();
    }

    /** Notes how it has ended, by a handle of its own or that of the caller. */
    void end(Pointer given, Throwable tokenRaised) {
        Handle own;
        synchronized (this) {
            own = handle;
        }
        Pointer job = given != null ? given : own.useClosed();
        try {
            synchronized (this) {
                id = Functions.gu_job_id(job);
                path = Functions.gu_job_path(job);
                Pointer stored = Functions.gu_job_item(job);
                item = stored == null ? null : Item.of(stored);
                last = Progress.ofJob(job);
                failure = failureOf(job, tokenRaised);
            }
        } finally {
            if (given == null) {
                own.done();
            }
        }
        run.end();
        // It keeps the source, which is let go.
        if (own != null) {
            own.close();
        }
        letGo();
    }

    /** Tells whoever waits. */
    void tell() {
        CompletableFuture<Item> wanted;
        synchronized (this) {
            ended.countDown();
            wanted = future;
        }
        if (wanted != null) {
            complete(wanted);
        }
    }

    private void letGo() {
        Cancel ofFlag;
        CompletableFuture<Void> ofTime;
        synchronized (this) {
            ofFlag = flag;
            ofTime = timer;
            flag = null;
            timer = null;
        }
        if (ofFlag != null) {
            ofFlag.remove(end);
        }
        if (ofTime != null) {
            ofTime.cancel(false);
        }
    }

    private Throwable failureOf(Pointer job, Throwable tokenRaised) {
        int status = Functions.gu_job_status(job);
        Throwable raised = run.raised();
        if (raised == null && status == Status.SIGN_IN.value()) {
            raised = tokenRaised;
        }
        if (status == Status.OK.value()) {
            return raised;
        }
        GraphUploadException error = Failure.of(Functions.gu_job_error(job), status).exception(item);
        if (raised != null) {
            return Outcome.of(raised, error);
        }
        if (error instanceof CancelledException && deadlinePassed) {
            return new DeadlineException(error.failure().withMessage("the timeout has passed"));
        }
        return error;
    }

    private synchronized Item outcome() throws IOException {
        if (failure != null) {
            throw Outcome.thrown(failure);
        }
        return item;
    }

    private void complete(CompletableFuture<Item> wanted) {
        Throwable error;
        Item stored;
        synchronized (this) {
            error = failure;
            stored = item;
        }
        queue.execute(() -> {
            if (error != null) {
                wanted.completeExceptionally(error);
            } else {
                wanted.complete(stored);
            }
        });
    }

    // ---- calls

    private Pointer use() {
        Handle now;
        synchronized (this) {
            now = handle;
        }
        return now == null ? null : now.useClosed();
    }

    private void done(Pointer used) {
        if (used != null) {
            handle.done();
        }
    }

    private void call(Handle.Call function) throws GraphUploadException {
        Pointer job = use();
        if (job == null) {
            return;
        }
        try {
            Calls.call(error -> function.on(job, error));
        } finally {
            done(job);
        }
    }

    private void quietly(Handle.Call function) {
        try {
            call(function);
        } catch (GraphUploadException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A future that cancels its job. */
    private static final class Future extends CompletableFuture<Item> {
        private final Job job;

        Future(Job job) {
            this.job = job;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                job.cancel();
            }
            return cancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }
}
