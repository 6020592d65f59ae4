// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** How to tell, after a lost response, the stored file from what was there before. */
public enum Baseline {
    /**
     * Look at the target before the upload, unless what is found afterwards is told by its hash and
     * its time as well: with small files in drives that no later process continues.
     */
    CAREFUL(0),
    /**
     * Look only after a response was lost, wherever that can tell: with files in drives of every size,
     * and with attachments.
     */
    QUICK(1);

    private final int value;

    Baseline(int value) {
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
