package io.github.graphupload;

import java.io.IOException;

/** What a caller is told when a callback of his has thrown. */
final class Outcome {
    private Outcome() {}

    /**
     * What was thrown, as it is; or, of a kind that callers do not declare, as the cause of the library's error. In either
     * case the library's error tells whether the file may be stored.
     */
    static Throwable of(Throwable raised, GraphUploadException error) {
        if (raised instanceof IOException || raised instanceof RuntimeException || raised instanceof Error) {
            if (raised.getSuppressed().length == 0) {
                raised.addSuppressed(error);
            }
            return raised;
        }
        error.initCause(raised);
        return error;
    }

    static IOException thrown(Throwable failure) throws IOException {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (IOException) failure;
    }
}
