package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What callbacks get as their context: a number, under which an object is kept until the library lets go of it. */
final class Contexts {
    private static final Map<Long, Object> KEPT = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    /** Lets go of a context. */
    static final Functions.DestroyCallback DESTROY = Callbacks.daemon(
            (Functions.DestroyCallback) context -> KEPT.remove(number(context)));

    private Contexts() {}

    /** A context for an object, to be given to the library with {@link #DESTROY}. */
    static Pointer keep(Object value) {
        Pointer context = next();
        KEPT.put(number(context), value);
        return context;
    }

    /** A context for what needs nothing but a name. */
    static Pointer next() {
        return Pointer.createConstant(LAST.incrementAndGet());
    }

    static long number(Pointer context) {
        return Pointer.nativeValue(context);
    }

    static <T> T get(Pointer context, Class<T> kind) {
        return kind.cast(KEPT.get(number(context)));
    }
}
