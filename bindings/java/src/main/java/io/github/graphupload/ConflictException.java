package io.github.graphupload;

/** The name is taken, the item is locked, or a condition does not hold. */
public final class ConflictException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    ConflictException(Failure failure) {
        super(failure);
    }
}
