package io.github.graphupload;

/** There is no token, or the service refused it. */
public final class SignInException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    SignInException(Failure failure) {
        super(failure);
    }
}
