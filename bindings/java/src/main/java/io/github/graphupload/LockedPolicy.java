// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** What to do when the item is locked. */
public enum LockedPolicy {
    /** Wait within the retry budget, half a minute to a minute at a time. */
    WAIT(0),
    /** Fail at once with GU_ERR_CONFLICT; the upload can be repeated later. */
    FAIL(1);

    private final int value;

    LockedPolicy(int value) {
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
}
