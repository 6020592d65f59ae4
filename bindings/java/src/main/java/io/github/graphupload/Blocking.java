package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Blocking calls of the library, which an interrupt of their thread ends, or the end of the virtual machine. */
final class Blocking {
    // Called on the thread of the call.
    private static final Functions.PollCallback ON_POLL = context -> Thread.currentThread().isInterrupted() ? 1 : 0;

    private Blocking() {}

    interface Call<R> {
        R call(Pointer cancel) throws IOException;
    }

    /** Makes a call on this thread. */
    static <R> R run(Call<R> call) throws IOException, InterruptedException {
        return run(call, new Flag());
    }

    private static <R> R run(Call<R> call, Flag flag) throws IOException, InterruptedException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return call.call(flag.cancel);
        } catch (CancelledException cancelled) {
            if (!Thread.interrupted()) {
                throw cancelled;
            }
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(cancelled);
            throw interrupted;
        } finally {
            flag.free();
        }
    }

    /** Makes a call on another thread; to cancel the future ends it. */
    static <R> CompletableFuture<R> async(Shared shared, Call<R> call) {
        Flag flag;
        try {
            flag = new Flag();
        } catch (GraphUploadException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<R> told = new Ending<>(flag);
        Threads.BLOCKING.execute(() -> {
            try {
                R result = run(call, flag);
                shared.execute(() -> told.complete(result));
            } catch (Throwable failed) {
                shared.execute(() -> told.completeExceptionally(failed));
            }
        });
        return told;
    }

    private static final class Ending<R> extends CompletableFuture<R> {
        private final Flag flag;

        Ending(Flag flag) {
            this.flag = flag;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            flag.request();
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /** Ends one call. */
    private static final class Flag {
        final Pointer cancel = Calls.made(Functions::gu_cancel_new);
        private boolean freed;

        Flag() throws GraphUploadException {
            Calls.call(error -> Functions.gu_cancel_set_poll(cancel, ON_POLL, null, null, error));
            Shutdown.add(this, this::request);
        }

        synchronized void request() {
            if (!freed) {
                Functions.gu_cancel_request(cancel);
            }
        }

        void free() {
            synchronized (this) {
                freed = true;
                Functions.gu_cancel_free(cancel);
            }
            Shutdown.remove(this);
        }
    }
}
