package io.github.graphupload;

/**
 * The stored file is not what was sent. Only if {@link UploadOptions#differsIsError(boolean)} asks for it; otherwise see
 * {@link Item#integrity()}.
 */
public final class DiffersException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    private final transient Item item;

    DiffersException(Failure failure, Item item) {
        super(failure);
        this.item = item;
    }

    /**
     * Returns the stored file.
     *
     * @return null if the exception was serialized
     */
    public Item item() {
        return item;
    }
}
