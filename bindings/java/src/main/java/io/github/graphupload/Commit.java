// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** What turns the bytes sent into a file in a drive. */
public enum Commit {
    /** The last piece. */
    LAST_PIECE(0),
    /** gu_finish(), in the way that the host of the upload URL requires. */
    BY_HOST(1),
    /** gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require. */
    UPLOAD_URL(2),
    /** gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require. */
    SOURCE_URL(3);

    private final int value;

    Commit(int value) {
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
