package io.github.graphupload;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** One upload, as its callbacks see it. */
final class Run {
    private Throwable raised;
    private boolean stopped;
    private Future<?> waiting;

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
     * Waits for what a source gives, on a thread of the library.
     *
     * @throws CancellationException  if the upload is stopped
     */
    <T> T await(Future<T> wanted) throws Throwable {
        synchronized (this) {
            waiting = wanted;
            if (stopped) {
                wanted.cancel(true);
            }
        }
        try {
            return wanted.get();
        } catch (ExecutionException failed) {
            throw failed.getCause();
        } finally {
            synchronized (this) {
                waiting = null;
            }
        }
    }
}
