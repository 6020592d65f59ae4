package io.github.graphupload;

import java.io.IOException;
import java.util.List;

/** An upload failed. Its class tells what the caller can do about it. */
public class GraphUploadException extends IOException {
    private static final long serialVersionUID = 1;

    /** What the library says. */
    private final Failure failure;

    GraphUploadException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    final Failure failure() {
        return failure;
    }

    /**
     * Returns what happened.
     *
     * @return the status
     */
    public Status status() {
        return Status.of(failure.status());
    }

    /**
     * Returns the name of the status in the C API.
     *
     * @return such as "GU_ERR_NETWORK"
     */
    public String statusName() {
        return failure.statusName();
    }

    /**
     * Returns the HTTP status of the response that caused the error.
     *
     * @return 0 if there is none
     */
    public int httpStatus() {
        return failure.httpStatus();
    }

    /**
     * Returns the service's error codes, from the outermost to the most specific.
     *
     * @return empty if there are none
     */
    public List<String> serviceCodes() {
        return failure.serviceCodes();
    }

    /**
     * Returns the service's most specific error code.
     *
     * @return empty if there is none
     */
    public String serviceCode() {
        List<String> codes = serviceCodes();
        return codes.isEmpty() ? "" : codes.get(codes.size() - 1);
    }

    /**
     * Returns the id by which the service's operators find the request.
     *
     * @return empty if there is none
     */
    public String requestId() {
        return failure.requestId();
    }

    /**
     * Returns the host that responded or could not be reached.
     *
     * @return empty if no host was contacted
     */
    public String host() {
        return failure.host();
    }

    /**
     * Returns the service's diagnostics for its operators.
     *
     * @return empty if there are none
     */
    public String diagnostics() {
        return failure.diagnostics();
    }

    /**
     * Returns the claims challenge of a 401 response, as the service sent it.
     *
     * @return empty if there is none
     */
    public String claims() {
        return failure.claims();
    }

    /**
     * Returns how long the service asked to wait.
     *
     * @return in milliseconds; 0 if it did not say
     */
    public long retryAfterMs() {
        return failure.retryAfterMs();
    }

    /**
     * Returns the operating system's error number.
     *
     * @return 0 if there is none
     */
    public int osError() {
        return failure.osError();
    }

    /**
     * Returns whether repeating the same call later may help.
     *
     * @return whether it may
     */
    public boolean isRetryable() {
        return failure.retryable();
    }

    /**
     * Returns whether the file may be stored although the call failed. The same upload with the same state file finds out;
     * without one, look yourself before another upload.
     *
     * @return whether it may
     */
    public boolean isInDoubt() {
        return failure.inDoubt();
    }

    /**
     * Returns whether the upload session still exists at the service, so that the upload can continue.
     *
     * @return whether it does
     */
    public boolean isSessionKept() {
        return failure.sessionKept();
    }

    /**
     * Returns the offset in the file that the error is about.
     *
     * @return the first byte that the service has not confirmed, or the offset that a put should have had
     */
    public long offset() {
        return failure.offset();
    }

    /**
     * Returns the number of attempts in a row without progress.
     *
     * @return the number
     */
    public int attempts() {
        return failure.attempts();
    }
}
