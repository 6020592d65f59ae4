package io.github.graphupload;

/** The service failed, or its response makes no sense. */
public class ServiceException extends GraphUploadException {
    private static final long serialVersionUID = 1;

    ServiceException(Failure failure) {
        super(failure);
    }
}
