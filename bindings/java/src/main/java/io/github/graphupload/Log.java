package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.function.BiConsumer;

/** Where the messages of a client go: the context of its log callback. */
record Log(BiConsumer<LogLevel, String> listener) {
    static final String NAME = "io.github.graphupload";

    private static final Functions.LogCallback ON_LOG = Callbacks.daemon((Functions.LogCallback)
            (record, context) -> Contexts.get(context, Log.class).write(record));

    /** A request and its result are of interest to those who search for a fault. */
    static Log to(System.Logger logger) {
        return new Log((level, message) ->
                logger.log(level == LogLevel.INFO ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, message));
    }

    void set(Pointer options) throws GraphUploadException {
        Calls.call(error -> Functions.gu_options_set_log_callback(
                options, ON_LOG, Contexts.keep(this), Contexts.DESTROY, error));
    }

    private void write(Pointer record) {
        try {
            LogLevel level = LogLevel.of(Functions.gu_log_record_level(record));
            String message = Functions.gu_log_record_message(record);
            Callbacks.inside(() -> {
                listener.accept(level, message);
                return 0;
            });
        } catch (Throwable failed) {
            // It does not end what it is told of.
            try {
                System.getLogger(NAME).log(System.Logger.Level.WARNING, "the log callback has failed", failed);
            } catch (Throwable again) {
                // Nobody is left to tell.
            }
        }
    }
}
