package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.Serializable;
import java.util.List;

/** What an error object of the library says. */
record Failure(int status, String statusName, String message, int httpStatus, List<String> serviceCodes, String requestId,
               String host, String diagnostics, String claims, long retryAfterMs, int osError, boolean retryable,
               boolean inDoubt, boolean sessionKept, long offset, int attempts) implements Serializable {
    private static final long serialVersionUID = 1;

    static Failure of(Pointer error, int status) {
        String message = Functions.gu_error_message(error);
        String name = Functions.gu_status_name(status);
        String codes = Functions.gu_error_service_codes(error);
        return new Failure(
                status,
                name,
                message.isEmpty() ? name : message,
                Functions.gu_error_http_status(error),
                codes.isEmpty() ? List.of() : List.of(codes.split(" ")),
                Functions.gu_error_request_id(error),
                Functions.gu_error_host(error),
                Functions.gu_error_diagnostics(error),
                Functions.gu_error_claims(error),
                Functions.gu_error_retry_after_ms(error),
                Functions.gu_error_os_error(error),
                Functions.gu_error_is_retryable(error) != 0,
                Functions.gu_error_in_doubt(error) != 0,
                Functions.gu_error_session_kept(error) != 0,
                Functions.gu_error_offset(error),
                Functions.gu_error_attempts(error));
    }

    /** The exception whose class tells what the caller can do. `item` is the stored file, if there is one. */
    GraphUploadException exception(Item item) {
        switch (Status.of(status)) {
            case ARGUMENT:
                return new ArgumentException(this);
            case STATE:
            case INCOMPLETE:
            case STORED:
                return new StateException(this);
            case BUSY:
                return new BusyException(this);
            case CANCELLED:
                return new CancelledException(this);
            case SAVED_STATE:
                return new SavedStateException(this);
            case SOURCE_UNREADABLE:
            case SOURCE_SHORT:
            case SOURCE_CHANGED:
            case REWIND:
                return new SourceException(this);
            case MEMORY:
            case RESOURCES:
                return new ResourceException(this);
            case NETWORK:
            case TLS:
            case TIMEOUT:
                return new NetworkException(this);
            case SIGN_IN:
                return new SignInException(this);
            case DENIED:
                return new DeniedException(this);
            case NOT_FOUND:
                return new NotFoundException(this);
            case CONFLICT:
                return new ConflictException(this);
            case TOO_LARGE:
            case TOO_SMALL:
            case QUOTA:
                return new LimitException(this);
            case THROTTLED:
                return new ThrottledException(this);
            case SERVER:
            case EXPIRED:
            case UNEXPECTED_RESPONSE:
                return new ServiceException(this);
            case OUTCOME_UNKNOWN:
                return new OutcomeUnknownException(this);
            case DIFFERS:
                return new DiffersException(this, item);
            case BUG:
                return new BugException(this);
            default:
                return new GraphUploadException(this);
        }
    }

    Failure withMessage(String other) {
        return new Failure(status, statusName, other, httpStatus, serviceCodes, requestId, host, diagnostics, claims,
                retryAfterMs, osError, retryable, inDoubt, sessionKept, offset, attempts);
    }
}
