package io.github.graphupload;

/** The file may or may not be stored. The same upload with the same state file finds out. */
public final class OutcomeUnknownException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(Failure failure) {
        super(failure);
    }
}
