package io.github.graphupload;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;

/**
 * Callbacks of the library. JNA answers 0 for one that throws, which would mean that all is well: none may throw.
 */
final class Callbacks {
    // Threads of a queue stay attached to the virtual machine until they end, and do not keep it from its own end.
    private static final String NAME = "graph-upload";
    private static final ThreadGroup GROUP = new ThreadGroup(NAME);
    private static final CallbackThreadInitializer DAEMON = new CallbackThreadInitializer(true, false, NAME, GROUP);

    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private Callbacks() {}

    /** A callback for threads of the library. The caller keeps it for good: the library may call it at any time. */
    static <C extends Callback> C daemon(C callback) {
        Native.setCallbackThreadInitializer(callback, DAEMON);
        return callback;
    }

    interface Body {
        int run() throws Throwable;
    }

    /** Runs a user's code, which may close what it is called by. */
    static int inside(Body body) throws Throwable {
        Boolean before = INSIDE.get();
        INSIDE.set(true);
        clearInterrupt();
        try {
            return body.run();
        } finally {
            clearInterrupt();
            if (before == null) {
                INSIDE.remove();
            }
        }
    }

    /**
     * Forgets an interrupt of a thread of the library. It serves one upload after the other, and a later one would fail by it.
     * An interrupt of a caller's thread ends its call and stays.
     */
    private static void clearInterrupt() {
        Thread thread = Thread.currentThread();
        // A thread that a user's code starts there is in the group too.
        if (thread.getThreadGroup() == GROUP && thread.getName().equals(NAME)) {
            Thread.interrupted();
        }
    }

    /** Whether this thread is one of the library's, in a user's code: it must not wait for the library. */
    static boolean isInside() {
        return INSIDE.get() != null;
    }
}
