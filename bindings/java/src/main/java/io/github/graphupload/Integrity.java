// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Whether the stored file is what was sent. */
public enum Integrity {
    /**
     * The service reports neither a difference nor a hash that would rule one out. Always so for
     * attachments and print documents, at times for files in drives: their hash may come later than
     * the response.
     */
    UNVERIFIABLE(1),
    /** The service reports the size and the QuickXorHash of the bytes sent. */
    VERIFIED(2),
    /**
     * The service reports another size or hash. Not always damage: SharePoint rewrites Office files
     * and some others on arrival.
     */
    DIFFERS(3),
    /** A value that this version does not know. */
    UNKNOWN(Integer.MIN_VALUE);

    private final int value;

    Integrity(int value) {
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
    public static Integrity of(int value) {
        for (Integrity one : values()) {
            if (one.value == value) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
