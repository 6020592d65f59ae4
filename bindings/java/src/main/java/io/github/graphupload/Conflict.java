// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** What happens to an existing file of the same name. */
public enum Conflict {
    /** It stays, and the upload fails with GU_ERR_CONFLICT. */
    FAIL(1),
    /** It is replaced. */
    REPLACE(2),
    /** It stays, and the new file gets another name; see gu_item_name(). */
    RENAME(3);

    private final int value;

    Conflict(int value) {
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
