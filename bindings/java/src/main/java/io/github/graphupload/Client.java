package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Connections, token and policy, shared by uploads. Any thread may use it. It is closed when the virtual machine ends: a
 * shutdown hook may find it so.
 *
 * <pre>{@code
 * try (Client client = Client.builder().token(token).build()) {
 *     Item item = client.upload(Path.of("May.pdf"), Target.drivePath("Reports/May.pdf"));
 * }
 * }</pre>
 */
public final class Client implements AutoCloseable {
    /** Longest wait after an interrupt for the end of an upload: it goes on ending in the background. */
    private static final Duration INTERRUPTED = Duration.ofMillis(300);

    private final Handle handle;
    private final Shared shared;
    private final int atOnce;
    /** For single uploads. Guarded by this object. */
    private Queue uploads;

    Client(Pointer client, Tokens tokens, AtomicReference<Throwable> tokenRaised, Executor executor, int atOnce) {
        handle = Handle.owned(this, client, Functions::gu_client_free, "client");
        shared = new Shared(handle, tokenRaised, executor);
        this.atOnce = atOnce;
        if (tokens != null) {
            tokens.attach(handle);
        }
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return the builder
     */
    public static ClientBuilder builder() {
        return new ClientBuilder();
    }

    /**
     * Uploads with default options and waits for the end.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @return the stored file
     * @throws IOException  why it is not stored
     * @throws InterruptedException  if the thread is interrupted, which cancels the upload
     */
    public Item upload(Source source, Target target) throws IOException, InterruptedException {
        return upload(source, target, new UploadOptions());
    }

    /**
     * Uploads a file with default options and waits for the end.
     *
     * @param source  the file
     * @param target  where it goes
     * @return the stored file
     * @throws IOException  why it is not stored
     * @throws InterruptedException  if the thread is interrupted, which cancels the upload
     */
    public Item upload(Path source, Target target) throws IOException, InterruptedException {
        return upload(Source.path(source), target);
    }

    /**
     * Uploads and waits for the end.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @param options  what else is told
     * @return the stored file
     * @throws IOException  a {@link GraphUploadException} that says why it is not stored; or what a source or a callback has
     *     thrown, which may be a {@link RuntimeException} or an {@link Error} as well
     * @throws InterruptedException  if the thread is interrupted, which cancels the upload; its cause says how it has ended
     */
    public Item upload(Source source, Target target, UploadOptions options) throws IOException, InterruptedException {
        Job job = uploads().submit(source, target, options);
        try {
            return job.result();
        } catch (InterruptedException interrupted) {
            job.cancel();
            if (job.await(INTERRUPTED)) {
                job.exception().ifPresent(interrupted::initCause);
            }
            throw interrupted;
        }
    }

    /**
     * Uploads a file and waits for the end.
     *
     * @param source  the file
     * @param target  where it goes
     * @param options  what else is told
     * @return the stored file
     * @throws IOException  as for {@link #upload(Source, Target, UploadOptions)}
     * @throws InterruptedException  as for {@link #upload(Source, Target, UploadOptions)}
     */
    public Item upload(Path source, Target target, UploadOptions options) throws IOException, InterruptedException {
        return upload(Source.path(source), target, options);
    }

    /**
     * Uploads with default options, without waiting.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @return as for {@link #uploadAsync(Source, Target, UploadOptions)}
     */
    public CompletableFuture<Item> uploadAsync(Source source, Target target) {
        return uploadAsync(source, target, new UploadOptions());
    }

    /**
     * Uploads a file with default options, without waiting.
     *
     * @param source  the file
     * @param target  where it goes
     * @return as for {@link #uploadAsync(Source, Target, UploadOptions)}
     */
    public CompletableFuture<Item> uploadAsync(Path source, Target target) {
        return uploadAsync(Source.path(source), target);
    }

    /**
     * Uploads without waiting. {@link ClientBuilder#atOnce(int)} uploads run at a time; further ones wait.
     *
     * @param source  what is uploaded
     * @param target  where it goes
     * @param options  what else is told
     * @return completes with the stored file, or with what {@link #upload(Source, Target, UploadOptions)} would throw, on the
     *     executor. Cancelling it cancels the upload; {@link UploadOptions#cancel(Cancel)} does so too, and the future then
     *     says how the upload has ended. To complete it otherwise, as by {@link CompletableFuture#orTimeout}, does not end
     *     the upload: set {@link UploadOptions#timeout(java.time.Duration)}
     */
    public CompletableFuture<Item> uploadAsync(Source source, Target target, UploadOptions options) {
        try {
            return uploads().submit(source, target, options).future();
        } catch (IOException refused) {
            return CompletableFuture.failedFuture(refused);
        } catch (InterruptedException impossible) {
            // This queue has room for any number.
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Uploads a file without waiting.
     *
     * @param source  the file
     * @param target  where it goes
     * @param options  what else is told
     * @return as for {@link #uploadAsync(Source, Target, UploadOptions)}
     */
    public CompletableFuture<Item> uploadAsync(Path source, Target target, UploadOptions options) {
        return uploadAsync(Source.path(source), target, options);
    }

    private synchronized Queue uploads() throws GraphUploadException {
        if (uploads == null) {
            uploads = new Queue(shared, new QueueOptions().atOnce(atOnce), false, "client");
        }
        return uploads;
    }

    /**
     * Makes a queue with default options.
     *
     * @return the queue
     * @throws GraphUploadException  if it cannot be made
     */
    public Queue queue() throws GraphUploadException {
        return queue(new QueueOptions());
    }

    /**
     * Makes a queue, which runs some uploads at a time.
     *
     * @param options  how it behaves
     * @return the queue
     * @throws GraphUploadException  if it cannot be made, such as if another one uses its state folder
     */
    public Queue queue(QueueOptions options) throws GraphUploadException {
        return new Queue(shared, Objects.requireNonNull(options, "options"), true, "queue");
    }

    /**
     * Creates an upload session that the caller feeds. Blocks.
     *
     * @param target  where the file goes
     * @param size  its exact size
     * @return the session
     * @throws IOException  if it cannot be created
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Session session(Target target, long size) throws IOException, InterruptedException {
        return session(target, size, new SessionOptions());
    }

    /**
     * Creates an upload session that the caller feeds. Blocks.
     *
     * @param target  where the file goes
     * @param size  its exact size
     * @param options  how it is saved
     * @return the session
     * @throws IOException  if it cannot be created; or what the save callback has thrown
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Session session(Target target, long size, SessionOptions options) throws IOException, InterruptedException {
        return Blocking.run(Session.creation(shared, target, size, options));
    }

    /**
     * Continues an upload session that someone else has created. Blocks.
     *
     * @param kind  of the target
     * @param uploadUrl  a secret: whoever has it can write
     * @param size  the exact size of the file that the session was created for
     * @return the session
     * @throws IOException  if it cannot be continued
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Session adopt(Kind kind, String uploadUrl, long size) throws IOException, InterruptedException {
        return Blocking.run(Session.adoption(shared, kind, uploadUrl, size));
    }

    /**
     * Continues a session that was saved. Blocks.
     *
     * @param target  as when it was created; null if it was adopted
     * @param state  from {@link Session#save()} or a save callback
     * @return the session
     * @throws IOException  if it cannot be continued
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Session resume(Target target, byte[] state) throws IOException, InterruptedException {
        return resume(target, state, new SessionOptions());
    }

    /**
     * Continues a session that was saved. Blocks.
     *
     * @param target  as when it was created; null if it was adopted
     * @param state  from {@link Session#save()} or a save callback
     * @param options  the key that the state is sealed with, and how the session is saved from now on
     * @return the session
     * @throws IOException  if it cannot be continued; or what the save callback has thrown
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Session resume(Target target, byte[] state, SessionOptions options) throws IOException, InterruptedException {
        return Blocking.run(Session.resumption(shared, target, state, options));
    }

    /**
     * Creates a session as {@link #session(Target, long, SessionOptions)} does, without blocking.
     *
     * @param target  where the file goes
     * @param size  its exact size
     * @param options  how it is saved
     * @return completes with the session; cancelling it ends the call
     */
    public CompletableFuture<Session> sessionAsync(Target target, long size, SessionOptions options) {
        return Blocking.async(shared, Session.creation(shared, target, size, options));
    }

    /**
     * Continues a session as {@link #adopt(Kind, String, long)} does, without blocking.
     *
     * @param kind  of the target
     * @param uploadUrl  a secret: whoever has it can write
     * @param size  the exact size of the file that the session was created for
     * @return completes with the session; cancelling it ends the call
     */
    public CompletableFuture<Session> adoptAsync(Kind kind, String uploadUrl, long size) {
        return Blocking.async(shared, Session.adoption(shared, kind, uploadUrl, size));
    }

    /**
     * Continues a session as {@link #resume(Target, byte[], SessionOptions)} does, without blocking.
     *
     * @param target  as when it was created; null if it was adopted
     * @param state  from {@link Session#save()} or a save callback
     * @param options  the key that the state is sealed with, and how the session is saved from now on
     * @return completes with the session; cancelling it ends the call
     */
    public CompletableFuture<Session> resumeAsync(Target target, byte[] state, SessionOptions options) {
        return Blocking.async(shared, Session.resumption(shared, target, state, options));
    }

    /**
     * Sets the token for all requests from now on.
     *
     * @param token  without "Bearer"; null for none
     * @throws ArgumentException  if it is no token
     */
    public void setToken(String token) throws GraphUploadException {
        String text = Calls.text(token, "token");
        handle.call((client, error) -> Functions.gu_client_set_token(client, text, error));
    }

    /** Closes it. What runs goes on. */
    @Override
    public void close() {
        Queue last;
        synchronized (this) {
            last = uploads;
            uploads = null;
        }
        handle.close();
        if (last != null) {
            last.closeWhenIdle();
        }
    }
}
