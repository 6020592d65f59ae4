// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Severity of a log message. */
public enum LogLevel {
    /** Something went wrong and the library handles it. */
    WARNING(1),
    /** A request and its result. */
    INFO(2),
    /** A value that this version does not know. */
    UNKNOWN(Integer.MIN_VALUE);

    private final int value;

    LogLevel(int value) {
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
    public static LogLevel of(int value) {
        for (LogLevel one : values()) {
            if (one.value == value) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
