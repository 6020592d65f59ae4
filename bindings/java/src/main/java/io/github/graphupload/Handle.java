package io.github.graphupload;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An object of the library. It is freed once: when it is closed, or its owner is collected, and no call uses it.
 *
 * <p>Must not refer to its owner, which could never be collected then.
 */
final class Handle implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Pointer pointer;
    private final Consumer<Pointer> free;
    private final String name;
    private int users;
    private boolean closed;
    private boolean freed;

    private Handle(Pointer pointer, Consumer<Pointer> free, String name) {
        this.pointer = pointer;
        this.free = free;
        this.name = name;
    }

    /** A handle that is freed with its owner at the latest. */
    static Handle owned(Object owner, Pointer pointer, Consumer<Pointer> free, String name) {
        Handle handle = new Handle(pointer, free, name);
        CLEANER.register(owner, handle);
        return handle;
    }

    /** One that is closed in any case. */
    static Handle unowned(Pointer pointer, Consumer<Pointer> free, String name) {
        return new Handle(pointer, free, name);
    }

    /** Keeps it from being freed until {@link #done()}. */
    synchronized Pointer use() {
        if (closed) {
            throw new IllegalStateException("the " + name + " is closed");
        }
        users++;
        return pointer;
    }

    /** The same of one that may be closed; null if it is freed. */
    synchronized Pointer useClosed() {
        if (freed) {
            return null;
        }
        users++;
        return pointer;
    }

    void done() {
        boolean last;
        synchronized (this) {
            users--;
            last = isLast();
        }
        freeIf(last);
    }

    void close() {
        boolean last;
        synchronized (this) {
            closed = true;
            last = isLast();
        }
        freeIf(last);
    }

    /** Closes it when its owner is collected. */
    @Override
    public void run() {
        close();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    <R> R with(Function<Pointer, R> call) {
        Pointer used = use();
        try {
            return call.apply(used);
        } finally {
            done();
        }
    }

    /** A call of the library that can fail, with this object as its first argument. */
    interface Call {
        int on(Pointer object, PointerByReference error);
    }

    void call(Call call) throws GraphUploadException {
        Pointer used = use();
        try {
            Calls.call(error -> call.on(used, error));
        } finally {
            done();
        }
    }

    /** A call that makes another object. */
    interface Maker {
        int on(Pointer object, PointerByReference made, PointerByReference error);
    }

    Pointer made(Maker call) throws GraphUploadException {
        Pointer used = use();
        try {
            return Calls.made((made, error) -> call.on(used, made, error));
        } finally {
            done();
        }
    }

    private boolean isLast() {
        boolean last = closed && users == 0 && !freed;
        freed |= last;
        return last;
    }

    private void freeIf(boolean last) {
        if (last) {
            free.accept(pointer);
        }
    }
}
