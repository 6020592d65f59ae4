package io.github.graphupload;

/** The process is out of memory, descriptors or threads, or a disk is full. */
public final class ResourceException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    ResourceException(Failure failure) {
        super(failure);
    }
}
