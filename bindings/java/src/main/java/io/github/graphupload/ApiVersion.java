// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Version of Microsoft Graph. */
public enum ApiVersion {
    /** v1.0 */
    V1(1),
    /** beta */
    BETA(2);

    private final int value;

    ApiVersion(int value) {
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
