package io.github.graphupload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends what runs when the virtual machine ends, so that sessions are deleted or saved as after a cancel. */
final class Shutdown {
    /** Longest wait for what is ended, at the end of the virtual machine or when a queue is closed. */
    static final long WAIT_MS = 5000;

    private static final Map<Object, Runnable> RUNNING = new LinkedHashMap<>();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(null, Shutdown::end, "graph-upload-shutdown", 0, false));
        } catch (IllegalStateException tooLate) {
            // It ends already.
        }
    }

    private Shutdown() {}

    /** Calls `end` at the end of the virtual machine, unless `what` is removed before. `end` must not wait. */
    static void add(Object what, Runnable end) {
        synchronized (RUNNING) {
            RUNNING.put(what, end);
        }
    }

    static void remove(Object what) {
        synchronized (RUNNING) {
            RUNNING.remove(what);
            RUNNING.notifyAll();
        }
    }

    private static void end() {
        List<Runnable> ends;
        synchronized (RUNNING) {
            ends = List.copyOf(RUNNING.values());
        }
        ends.forEach(Runnable::run);
        long until = System.nanoTime() + WAIT_MS * 1_000_000;
        synchronized (RUNNING) {
            try {
                for (long left; !RUNNING.isEmpty() && (left = (until - System.nanoTime()) / 1_000_000) > 0; ) {
                    RUNNING.wait(left);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
