// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload.internal;

/** A number of a queue: how many of its jobs are where. */
public enum QueueCount {
    /** Jobs that wait for their turn. */
    WAITING(0),
    /** Jobs that run. */
    RUNNING(1),
    /** Jobs that are paused. */
    PAUSED(2),
    /** Jobs whose file is stored. */
    STORED(3),
    /** Jobs that ended with an error, cancelled ones included. */
    FAILED(4);

    private final int value;

    QueueCount(int value) {
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
