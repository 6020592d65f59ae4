package io.github.graphupload;

/** A fault of the library. Please report its message. */
public final class BugException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    BugException(Failure failure) {
        super(failure);
    }
}
