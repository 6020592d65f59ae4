package io.github.graphupload;

/** A saved upload cannot be used: it is damaged, of another upload, or sealed with another key. */
public final class SavedStateException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    SavedStateException(Failure failure) {
        super(failure);
    }
}
