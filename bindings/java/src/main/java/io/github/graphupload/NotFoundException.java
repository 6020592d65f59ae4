package io.github.graphupload;

/** The target does not exist. */
public final class NotFoundException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    NotFoundException(Failure failure) {
        super(failure);
    }
}
