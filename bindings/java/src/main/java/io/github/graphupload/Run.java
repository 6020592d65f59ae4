package io.github.graphupload;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One upload, as its callbacks see it. */
final class Run {
    private static final long IDLE_SECONDS = 1;

    private Predicate<Progress> listener;
    private Throwable raised;
    private boolean stopped;
    private Future<?> waiting;

    /** `listener` is told of the progress; null for none. */
    Run(Predicate<Progress> listener) {
        this.listener = listener;
    }

    /** Tells of the progress. Whether the upload goes on. */
    boolean tell(Progress now) {
        Predicate<Progress> told;
        synchronized (this) {
            told = stopped ? null : listener;
        }
        return told != null && told.test(now);
    }

    /** Lets go of the listener, since the upload has ended. */
    void end() {
        stop();
        synchronized (this) {
            listener = null;
        }
    }

    /** Keeps the first thing that a callback has thrown. */
    synchronized void fails(Throwable error) {
        if (raised == null) {
            raised = error;
        }
    }

    synchronized Throwable raised() {
        return raised;
    }

    /** Forgets what was thrown, after it was told. */
    synchronized Throwable take() {
        Throwable taken = raised;
        raised = null;
        return taken;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Ends the upload's callbacks, and a wait for bytes of the source. */
    void stop() {
        Future<?> now;
        synchronized (this) {
            stopped = true;
            now = waiting;
        }
        if (now != null) {
            now.cancel(true);
        }
    }

    /**
     * Waits for what a source gives, on a thread of the library. If it takes long, the listener is told how much was spooled,
     * which the library cannot do meanwhile.
     *
     * @throws CancellationException  if the upload is stopped
     */
    <T> T await(Future<T> wanted, long spooled) throws Throwable {
        synchronized (this) {
            waiting = wanted;
            if (stopped) {
                wanted.cancel(true);
            }
        }
        try {
            for (;;) {
                try {
                    return wanted.get(IDLE_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException nothing) {
                    idle(spooled);
                } catch (InterruptedException ofCallback) {
                    // What ends the upload cancels what is wanted.
                    continue;
                }
            }
        } catch (ExecutionException failed) {
            throw failed.getCause();
        } finally {
            synchronized (this) {
                waiting = null;
            }
        }
    }

    private void idle(long spooled) {
        boolean isTold;
        synchronized (this) {
            isTold = listener != null && spooled >= 0;
        }
        if (isTold && !tell(Progress.ofSpooled(spooled))) {
            stop();
        }
    }
}
