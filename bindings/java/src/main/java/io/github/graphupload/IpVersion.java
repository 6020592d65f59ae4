// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** IP version of connections. */
public enum IpVersion {
    /** Both, whichever connects first */
    ANY(0),
    /** IPv4 only */
    V4(4),
    /** IPv6 only */
    V6(6);

    private final int value;

    IpVersion(int value) {
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
