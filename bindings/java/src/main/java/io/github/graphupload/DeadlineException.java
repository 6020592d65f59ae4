package io.github.graphupload;

/** The upload was cancelled because its timeout has passed. */
public final class DeadlineException extends CancelledException {
    private static final long serialVersionUID = 1;

    DeadlineException(Failure failure) {
        super(failure);
    }
}
