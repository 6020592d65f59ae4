package io.github.graphupload;

/** The file is too large or too small, or the space is used up. */
public final class LimitException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    LimitException(Failure failure) {
        super(failure);
    }
}
