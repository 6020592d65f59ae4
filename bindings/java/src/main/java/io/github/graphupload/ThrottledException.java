package io.github.graphupload;

/** The service is overloaded and asks to wait; see {@link #retryAfterMs()}. */
public final class ThrottledException extends ServiceException {
    private static final long serialVersionUID = 1;

    ThrottledException(Failure failure) {
        super(failure);
    }
}
