package io.github.graphupload;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An upload that the caller feeds. Comes from {@link Client#session(Target, long)}. Any thread may use it, for one call at a
 * time: others end with a {@link BusyException}.
 *
 * <p>What talks to the service blocks; its twin whose name ends in Async does not, and cancelling the future ends the call.
 * {@link #offset()} tells where the next bytes must start: after a {@link SourceException} with the status
 * {@link Status#REWIND} put them again from there.
 */
public final class Session implements AutoCloseable {
    private static final Functions.SaveCallback ON_SAVE =
            (state, context) -> Contexts.get(context, Keeper.class).save(state);

    private final Handle handle;
    private final Shared shared;
    private volatile Run run;
    private volatile Keeper keeper;

    private Session(Pointer session, Shared shared) {
        this.shared = shared;
        Handle client = shared.client();
        client.useClosed();
        handle = Handle.owned(this, session, pointer -> {
            Functions.gu_session_free(pointer);
            client.done();
        }, "session");
    }

    static Blocking.Call<Session> creation(Shared shared, Target target, long size, SessionOptions options) {
        Objects.requireNonNull(target, "target");
        Calls.mustBeSize(size);
        return made(shared, target, options, (of, place, cancel, session, error) ->
                Functions.gu_session_create(of, place, size, cancel, session, error));
    }

    static Blocking.Call<Session> adoption(Shared shared, Kind kind, String uploadUrl, long size) {
        Objects.requireNonNull(kind, "kind");
        String url = Calls.text(Objects.requireNonNull(uploadUrl, "uploadUrl"), "uploadUrl");
        Calls.mustBeSize(size);
        return made(shared, null, new SessionOptions(), (of, place, cancel, session, error) ->
                Functions.gu_session_adopt(of, kind.value(), url, size, cancel, session, error));
    }

    static Blocking.Call<Session> resumption(Shared shared, Target target, byte[] state, SessionOptions options) {
        byte[] saved = Objects.requireNonNull(state, "state").clone();
        byte[] key = Objects.requireNonNull(options, "options").key;
        return made(shared, target, options, (of, place, cancel, session, error) -> {
            try (Memory data = Calls.copy(saved, 0, saved.length);
                    Memory secret = key == null ? null : Calls.copy(key, 0, key.length)) {
                try {
                    return Functions.gu_session_resume(of, place, data, saved.length, secret, key == null ? 0 : key.length,
                            cancel, session, error);
                } finally {
                    data.clear();
                    if (secret != null) {
                        secret.clear();
                    }
                }
            }
        });
    }

    private interface Making {
        int make(Pointer client, Pointer target, Pointer cancel, PointerByReference session, PointerByReference error);
    }

    private static Blocking.Call<Session> made(Shared shared, Target target, SessionOptions options, Making making) {
        Objects.requireNonNull(options, "options");
        return cancel -> {
            Pointer of = shared.client().use();
            try {
                Pointer place = target == null ? null : target.make(null);
                try {
                    Pointer session = Calls.made((made, error) -> making.make(of, place, cancel, made, error));
                    return new Session(session, shared).savedBy(options);
                } finally {
                    Functions.gu_target_free(place);
                }
            } catch (SignInException refused) {
                throw shared.signIn(refused);
            } finally {
                shared.client().done();
            }
        };
    }

    /** Saves it from now on, at once for the first time. */
    private Session savedBy(SessionOptions options) throws IOException {
        if (options.save == null) {
            return this;
        }
        Keeper mine = new Keeper(options.save);
        try {
            Calls.withKey(options.key, (key, length) -> {
                handle.call((session, error) -> Functions.gu_session_set_save_callback(
                        session, key, length, ON_SAVE, Contexts.keep(mine), Contexts.DESTROY, error));
                return null;
            });
            byte[] state = savedUnlessOver(options.key);
            if (state != null) {
                options.save.save(state);
            }
        } catch (Throwable refused) {
            close();
            throw refused;
        }
        keeper = mine;
        return this;
    }

    // ---- calls that block

    /**
     * Puts all bytes of an array at {@link #offset()}. Any length is fine.
     *
     * @param data  the bytes
     * @throws IOException  if they are not taken; continue at {@link #offset()}
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public void put(byte[] data) throws IOException, InterruptedException {
        put(ByteBuffer.wrap(Objects.requireNonNull(data, "data")));
    }

    /**
     * Puts the bytes of a buffer from its position to its limit, which do not move, at {@link #offset()}.
     *
     * @param data  the bytes
     * @throws IOException  if they are not taken; continue at {@link #offset()}
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public void put(ByteBuffer data) throws IOException, InterruptedException {
        blocking(putting(data, -1));
    }

    /**
     * Puts bytes at an offset, which is a check: at any other than {@link #offset()} nothing is sent.
     *
     * @param data  the bytes, from the buffer's position to its limit, which do not move
     * @param offset  the offset in the file
     * @throws IOException  if they are not taken; continue at {@link #offset()}
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public void put(ByteBuffer data, long offset) throws IOException, InterruptedException {
        mustBeOffset(offset);
        blocking(putting(data, offset));
    }

    /**
     * Puts bytes as {@link #put(ByteBuffer)} does.
     *
     * @param data  must not change until the future is done
     * @return completes when the bytes are taken
     */
    public CompletableFuture<Void> putAsync(ByteBuffer data) {
        return async(putting(data, -1));
    }

    /**
     * Puts bytes as {@link #put(ByteBuffer, long)} does.
     *
     * @param data  must not change until the future is done
     * @param offset  the offset in the file
     * @return completes when the bytes are taken
     */
    public CompletableFuture<Void> putAsync(ByteBuffer data, long offset) {
        mustBeOffset(offset);
        return async(putting(data, offset));
    }

    /**
     * Ends the upload. Called again, it returns the file again; after an {@link OutcomeUnknownException} it asks the service
     * whether the file is stored.
     *
     * @return the stored file
     * @throws IOException  a {@link StateException} if bytes are missing, or why the file is not stored
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public Item finish() throws IOException, InterruptedException {
        return blocking(finishing());
    }

    /**
     * Ends the upload as {@link #finish()} does.
     *
     * @return completes with the stored file
     */
    public CompletableFuture<Item> finishAsync() {
        return async(finishing());
    }

    /**
     * Asks the service where the upload stands. Never needed: the library asks by itself after a fault.
     *
     * @throws IOException  if it does not say
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public void refresh() throws IOException, InterruptedException {
        blocking(simple(Functions::gu_session_refresh));
    }

    /**
     * Asks the service as {@link #refresh()} does.
     *
     * @return completes when it has answered
     */
    public CompletableFuture<Void> refreshAsync() {
        return async(simple(Functions::gu_session_refresh));
    }

    /**
     * Abandons the upload, so that nothing is left at the service.
     *
     * @throws IOException  a {@link StateException} with {@link Status#STORED} if the file is stored already
     * @throws InterruptedException  if the thread is interrupted, which ends the call
     */
    public void discard() throws IOException, InterruptedException {
        blocking(simple(Functions::gu_session_discard));
    }

    /**
     * Abandons the upload as {@link #discard()} does.
     *
     * @return completes when nothing is left
     */
    public CompletableFuture<Void> discardAsync() {
        return async(simple(Functions::gu_session_discard));
    }

    // ---- calls that do not

    /**
     * Sets what is told of the progress, on the thread of the call that sends. What it throws ends the call, and is thrown by
     * it.
     *
     * @param listener  should return quickly: nothing is sent meanwhile
     * @throws BusyException  while a call runs
     */
    public void onProgress(Consumer<? super Progress> listener) throws GraphUploadException {
        Objects.requireNonNull(listener, "listener");
        Run mine = new Run(now -> {
            listener.accept(now);
            return true;
        });
        Watcher watcher = new Watcher(mine);
        handle.call((session, error) -> Functions.gu_session_set_progress(
                session, Watcher.ON_PROGRESS, Contexts.keep(watcher), Contexts.DESTROY, error));
        run = mine;
    }

    /**
     * Returns the state for {@link Client#resume(Target, byte[])}, not sealed: with it anyone can write to the upload.
     *
     * @return the state
     * @throws GraphUploadException  if the upload is over, or a call runs
     */
    public byte[] save() throws GraphUploadException {
        return saved(null);
    }

    /**
     * Returns the state for {@link Client#resume(Target, byte[], SessionOptions)}, sealed.
     *
     * @param key  32 bytes
     * @return the state
     * @throws GraphUploadException  if the upload is over, or a call runs
     */
    public byte[] save(byte[] key) throws GraphUploadException {
        return saved(Calls.key(key));
    }

    /**
     * Returns where the next put must start.
     *
     * @return the offset in the file
     */
    public long offset() {
        return handle.with(Functions::gu_session_next_offset);
    }

    /**
     * Returns how many bytes the service has confirmed, from the start of the file without a gap.
     *
     * @return the number
     */
    public long confirmed() {
        return handle.with(Functions::gu_session_confirmed);
    }

    /**
     * Returns the size of the file.
     *
     * @return in bytes
     */
    public long size() {
        return handle.with(Functions::gu_session_size);
    }

    /**
     * Returns when the session expires, by the service's clock.
     *
     * @return in milliseconds since 1970-01-01 UTC; 0 if the service did not say
     */
    public long expiresMs() {
        return handle.with(Functions::gu_session_expires_ms);
    }

    /** Closes it. What was neither finished nor discarded stays at the service until it expires. */
    @Override
    public void close() {
        handle.close();
    }

    // ---- inside

    private byte[] saved(byte[] key) throws GraphUploadException {
        return Calls.withKey(key, (secret, length) -> {
            Pointer state = handle.made((session, made, error) ->
                    Functions.gu_session_save(session, secret, length, made, error));
            try {
                return Keeper.bytes(state);
            } finally {
                Functions.gu_state_free(state);
            }
        });
    }

    /** The state; null if the upload is over, as of a saved one whose file turns out to be stored. */
    private byte[] savedUnlessOver(byte[] key) throws GraphUploadException {
        try {
            return saved(key);
        } catch (StateException over) {
            return null;
        }
    }

    private static void mustBeOffset(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset: 0 or more expected, not " + offset);
        }
    }

    private Blocking.Call<Void> putting(ByteBuffer data, long offset) {
        ByteBuffer content = Objects.requireNonNull(data, "data").slice();
        return cancel -> {
            int length = content.remaining();
            Memory copy = content.isDirect() ? null : new Memory(Math.max(1, length));
            try {
                if (copy != null) {
                    copy.getByteBuffer(0, Math.max(1, length)).put(content.duplicate());
                }
                Pointer bytes = copy != null || length == 0 ? copy : Native.getDirectBufferPointer(content);
                handle.call((session, error) -> Functions.gu_put_chunk(session,
                        offset < 0 ? Functions.gu_session_next_offset(session) : offset, bytes, length, cancel, error));
                return null;
            } finally {
                if (copy != null) {
                    copy.close();
                }
                Reference.reachabilityFence(content);
            }
        };
    }

    private Blocking.Call<Item> finishing() {
        return cancel -> {
            Pointer item = handle.made((session, made, error) -> Functions.gu_finish(session, cancel, made, error));
            try {
                return Item.of(item);
            } finally {
                Functions.gu_item_free(item);
            }
        };
    }

    private interface Simple {
        int call(Pointer session, Pointer cancel, PointerByReference error);
    }

    private Blocking.Call<Void> simple(Simple function) {
        return cancel -> {
            handle.call((session, error) -> function.call(session, cancel, error));
            return null;
        };
    }

    private <R> R blocking(Blocking.Call<R> call) throws IOException, InterruptedException {
        return Blocking.run(telling(call));
    }

    private <R> CompletableFuture<R> async(Blocking.Call<R> call) {
        return Blocking.async(shared, telling(call));
    }

    /** A call that throws what its callbacks have thrown. */
    private <R> Blocking.Call<R> telling(Blocking.Call<R> call) {
        return cancel -> {
            try {
                return call.call(cancel);
            } catch (SignInException refused) {
                throw shared.signIn(refused);
            } catch (SavedStateException | CancelledException ended) {
                Keeper ofState = keeper;
                Run ofProgress = run;
                Throwable raised = null;
                if (ended instanceof SavedStateException) {
                    raised = ofState == null ? null : ofState.take();
                } else {
                    raised = ofProgress == null ? null : ofProgress.take();
                }
                throw raised == null ? ended : Outcome.thrown(Outcome.of(raised, ended));
            }
        };
    }

    /** The context of a save callback. */
    private static final class Keeper {
        private final SaveCallback callback;
        private Throwable raised;

        Keeper(SaveCallback callback) {
            this.callback = callback;
        }

        static byte[] bytes(Pointer state) {
            return Functions.gu_state_data(state).getByteArray(0, (int) Functions.gu_state_length(state));
        }

        int save(Pointer state) {
            try {
                return Callbacks.inside(() -> {
                    callback.save(bytes(state));
                    return 0;
                });
            } catch (Throwable error) {
                synchronized (this) {
                    raised = error;
                }
                return 1;
            }
        }

        synchronized Throwable take() {
            Throwable taken = raised;
            raised = null;
            return taken;
        }
    }
}
