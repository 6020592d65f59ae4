package io.github.graphupload;

/** The source cannot be read, is too short, has changed, or cannot be read again. */
public final class SourceException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    SourceException(Failure failure) {
        super(failure);
    }
}
