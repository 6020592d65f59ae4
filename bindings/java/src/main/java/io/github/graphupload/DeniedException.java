package io.github.graphupload;

/** The token does not permit this. */
public final class DeniedException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    DeniedException(Failure failure) {
        super(failure);
    }
}
