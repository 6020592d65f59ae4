package io.github.graphupload;

/** An argument is wrong, or the service refused the request: then {@link #httpStatus()} is not 0. */
public final class ArgumentException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    ArgumentException(Failure failure) {
        super(failure);
    }
}
