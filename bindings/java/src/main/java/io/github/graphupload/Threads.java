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
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
