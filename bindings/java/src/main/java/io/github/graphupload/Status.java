// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/**
 * Outcome of a call: GU_OK or a GU_ERR_ code.
 *
 * <p>A code tells what the caller can do about it. Released numbers never change; new ones are added.
 * Treat an unknown number as an error.
 */
public enum Status {
    /** The call succeeded. */
    OK(0),
    /**
     * An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing
     * was sent. Or the service refused the request, and gu_error_http_status() is not 0. Fix the
     * argument.
     */
    ARGUMENT(1),
    /**
     * Misuse: the object is not in a state for this call, such as a put after gu_session_discard().
     * Repeating it does not help.
     */
    STATE(2),
    /**
     * Another blocking call on the same session or upload is running, or a callback called back into
     * it.
     */
    BUSY(3),
    /** A gu_cancel was raised or a callback asked to stop. */
    CANCELLED(4),
    /**
     * A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed
     * with another key; or its file cannot be read or written. Nothing was sent because of it.
     */
    SAVED_STATE(5),
    /**
     * The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish()
     * again.
     */
    INCOMPLETE(6),
    /** The file is already stored: gu_finish() returns its item. */
    STORED(7),
    /** The source cannot be read. */
    SOURCE_UNREADABLE(10),
    /** The source ended before the announced size. */
    SOURCE_SHORT(11),
    /** The source changed after the upload started. */
    SOURCE_CHANGED(12),
    /**
     * Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and
     * the object can be used again: free some memory and repeat the call, or choose smaller pieces.
     */
    MEMORY(14),
    /**
     * The service wants bytes again that the library no longer has: put them again from
     * gu_session_next_offset() on. From gu_upload_run(): the source can only be read forward; start a
     * new upload with another source.
     */
    REWIND(15),
    /**
     * The process is out of file descriptors, threads or ports, or the disk is full that a stream is
     * spooled on. Free some, or raise the limit, and repeat the call.
     */
    RESOURCES(16),
    /**
     * The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy
     * that refuses needs another name and password, or other rules, and a host without an address of
     * the chosen IP version stays so.
     */
    NETWORK(20),
    /**
     * The peer's certificate or TLS version is not acceptable, the peer rejected the client's
     * certificate, or the handshake failed.
     */
    TLS(21),
    /** A timeout expired. Try again later. */
    TIMEOUT(22),
    /** There is no token, or the service refused it: sign in again. */
    SIGN_IN(30),
    /** Permission denied. */
    DENIED(31),
    /** The task, message, folder or job does not exist. */
    NOT_FOUND(32),
    /** The name is taken, or someone else changed or locked the item. */
    CONFLICT(33),
    /** The file is larger than the kind, the service or the tenant allows. */
    TOO_LARGE(34),
    /** The file is smaller than the service allows. */
    TOO_SMALL(35),
    /** No space left at the service. Free some and repeat the call. */
    QUOTA(36),
    /** The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms(). */
    THROTTLED(40),
    /** The service kept failing for longer than the retry budget. Try again later. */
    SERVER(41),
    /** The upload sessions ended before the file was complete. Start a new upload. */
    EXPIRED(42),
    /** The service sent a response that the protocol does not allow. */
    UNEXPECTED_RESPONSE(50),
    /**
     * The file may or may not be stored, and looking it up did not settle it. gu_finish() and
     * gu_upload_run() look again.
     */
    OUTCOME_UNKNOWN(51),
    /**
     * The file is stored, but the service reports another size or hash than that of the bytes sent.
     * Only if gu_upload_set_differs_is_error() asks for it.
     */
    DIFFERS(52),
    /** A bug in this library. The object can only be freed. Please report the message. */
    BUG(90),
    /** A value that this version does not know. */
    UNKNOWN(Integer.MIN_VALUE);

    private final int value;

    Status(int value) {
        this.value = value;
    }

    /**
     * Returns the number that the C API has for it.
     *
     * @return the number
     */
    public int value() {
        return value;
    }

    /**
     * Returns the constant of a number of the C API.
     *
     * @param value  the number
     * @return the constant, or {@link #UNKNOWN}
     */
    public static Status of(int value) {
        for (Status one : values()) {
            if (one.value == value) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
