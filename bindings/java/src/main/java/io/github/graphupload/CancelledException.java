package io.github.graphupload;

/** The upload was cancelled. */
public class CancelledException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    CancelledException(Failure failure) {
        super(failure);
    }
}
