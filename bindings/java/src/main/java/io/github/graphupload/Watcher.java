package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;

/** The context of a progress callback. */
record Watcher(Run run) {
    static final Functions.ProgressCallback ON_PROGRESS = Callbacks.daemon((Functions.ProgressCallback)
            (progress, context) -> Contexts.get(context, Watcher.class).tell(progress));

    private int tell(Pointer progress) {
        try {
            return Callbacks.inside(() -> run.tell(Progress.of(progress)) ? 0 : 1);
        } catch (Throwable error) {
            run.fails(error);
            return 1;
        }
    }
}
