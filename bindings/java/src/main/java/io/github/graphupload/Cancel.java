package io.github.graphupload;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A flag that ends uploads. Give it to any number of them, and request the end from any thread. */
public final class Cancel {
    private final Set<Runnable> ends = new LinkedHashSet<>();
    private boolean requested;

    /** Creates a flag that is not raised. */
    public Cancel() {}

    /** Ends the uploads that were given it, and all later ones. */
    public void request() {
        List<Runnable> now;
        synchronized (this) {
            requested = true;
            now = List.copyOf(ends);
        }
        now.forEach(Runnable::run);
    }

    /**
     * Returns whether the end was requested.
     *
     * @return whether it was
     */
    public synchronized boolean isRequested() {
        return requested;
    }

    void add(Runnable end) {
        boolean now;
        synchronized (this) {
            ends.add(end);
            now = requested;
        }
        if (now) {
            end.run();
        }
    }

    synchronized void remove(Runnable end) {
        ends.remove(end);
    }
}
