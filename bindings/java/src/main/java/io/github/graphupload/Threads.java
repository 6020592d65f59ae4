package io.github.graphupload;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what blocks. They are daemons, so that none keeps the virtual machine from its end. */
final class Threads {
    private static final long IDLE_SECONDS = 2;

    /** Reads sources that block, fetches tokens, and makes blocking calls for asynchronous ones. */
    static final ExecutorService BLOCKING = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), task -> daemon("graph-upload-blocking", task));

    private Threads() {}

    static Thread daemon(String name, Runnable task) {
        return daemon(new Thread(null, task, name, 0, false));
    }

    /** One that is told of ends. No code of a user may hold it up: what it waits for might end there. */
    static Thread telling(Runnable task) {
        return daemon(new Telling(task));
    }

    /** Whether this thread is one of these. */
    static boolean isTelling() {
        return Thread.currentThread() instanceof Telling;
    }

    private static Thread daemon(Thread thread) {
        thread.setDaemon(true);
        return thread;
    }

    private static final class Telling extends Thread {
        Telling(Runnable task) {
            super(null, task, "graph-upload-queue", 0, false);
        }
    }
}
