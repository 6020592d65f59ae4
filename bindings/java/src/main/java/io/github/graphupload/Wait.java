// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Why an upload waits. */
public enum Wait {
    /** It does not wait: it is sending or receiving. */
    NOTHING(0),
    /** The service asked to slow down, or one of its documented limits is reached. */
    THROTTLED(1),
    /**
     * Someone, or another upload session, has locked the item or its name. See
     * gu_options_set_locked_policy().
     */
    LOCKED(2),
    /** There is no connection. */
    OFFLINE(3),
    /** The service failed or refused; the request is retried. */
    RETRYING(4),
    /** What was stored or created may not be visible yet. */
    SETTLING(5),
    /**
     * Requests of other uploads of the client go first: to the same message or event, or as many as
     * may run at once.
     */
    IN_LINE(6),
    /**
     * A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so
     * far.
     */
    SOURCE(7),
    /** A value that this version does not know. */
    UNKNOWN(Integer.MIN_VALUE);

    private final int value;

    Wait(int value) {
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
    public static Wait of(int value) {
        for (Wait one : values()) {
            if (one.value == value) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
