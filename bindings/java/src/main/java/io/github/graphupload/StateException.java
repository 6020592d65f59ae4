package io.github.graphupload;

/** An object is not in a state for this call, such as a session that is discarded or incomplete. */
public class StateException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    StateException(Failure failure) {
        super(failure);
    }
}
