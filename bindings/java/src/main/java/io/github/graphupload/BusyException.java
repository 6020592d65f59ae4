package io.github.graphupload;

/** Another call on the same session is running, or the queue is full. */
public final class BusyException extends StateException {
    private static final long serialVersionUID = 1;

    BusyException(Failure failure) {
        super(failure);
    }
}
