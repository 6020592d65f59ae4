package io.github.graphupload;

/** The connection failed or broke, the peer is not trusted, or a timeout passed. */
public final class NetworkException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    NetworkException(Failure failure) {
        super(failure);
    }
}
