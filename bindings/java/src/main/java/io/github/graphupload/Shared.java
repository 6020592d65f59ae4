package io.github.graphupload;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What queues and sessions have of their client. It refers neither to the client nor to its token callback, which can be
 * collected.
 *
 * @param tokenRaised  what the token callback has thrown at last
 */
record Shared(Handle client, AtomicReference<Throwable> tokenRaised, Executor executor) {
    /** Runs what completes a future, also if the executor runs it in place or not at all. */
    void execute(Runnable task) {
        Runnable free = () -> {
            if (Threads.isTelling()) {
                Threads.BLOCKING.execute(task);
            } else {
                task.run();
            }
        };
        try {
            executor.execute(free);
        } catch (RejectedExecutionException shutDown) {
            free.run();
        }
    }

    /** What to throw if there is no token: what its callback has thrown, if it has. */
    IOException signIn(SignInException refused) throws IOException {
        Throwable raised = tokenRaised.get();
        return raised == null ? refused : Outcome.thrown(Outcome.of(raised, refused));
    }
}
