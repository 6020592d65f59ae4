package io.github.graphupload;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;

/**
 * Callbacks of the library. JNA answers 0 for one that throws, which would mean that all is well: none may throw.
 */
final class Callbacks {
    // Threads of a queue stay attached to the virtual machine until they end, and do not keep it from its own end.
    private static final CallbackThreadInitializer DAEMON = new CallbackThreadInitializer(true, false, "graph-upload");

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
        try {
            return body.run();
        } finally {
            if (before == null) {
                INSIDE.remove();
            }
        }
    }

    /** Whether this thread is one of the library's, in a user's code: it must not wait for the library. */
    static boolean isInside() {
        return INSIDE.get() != null;
    }
}
