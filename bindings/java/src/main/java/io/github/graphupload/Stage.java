// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Where a job is. */
public enum Stage {
    /** It waits for its turn. */
    WAITING(0),
    /** It runs. A job that was paused runs until its request under way has ended. */
    RUNNING(1),
    /** It is paused. */
    PAUSED(2),
    /** It has ended. */
    ENDED(3),
    /** A value that this version does not know. */
    UNKNOWN(Integer.MIN_VALUE);

    private final int value;

    Stage(int value) {
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
    public static Stage of(int value) {
        for (Stage one : values()) {
            if (one.value == value) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
