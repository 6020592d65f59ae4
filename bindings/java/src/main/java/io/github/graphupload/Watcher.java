package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.function.Predicate;

/** The context of a progress callback. */
record Watcher(Run run, Predicate<Progress> listener) {
    static final Functions.ProgressCallback ON_PROGRESS = Callbacks.daemon((Functions.ProgressCallback)
            (progress, context) -> Contexts.get(context, Watcher.class).tell(progress));

    private int tell(Pointer progress) {
        try {
            if (run.isStopped()) {
                return 1;
            }
            return Callbacks.inside(() -> listener.test(Progress.of(progress)) ? 0 : 1);
        } catch (Throwable error) {
            run.fails(error);
            return 1;
        }
    }
}
