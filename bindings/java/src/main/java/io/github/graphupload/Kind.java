// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** Kind of a target, for an upload of which only the upload URL is known. */
public enum Kind {
    /** An attachment of a To Do task. */
    TODO_TASK(1),
    /** An attachment of an Outlook message, event or group post. */
    OUTLOOK_ATTACHMENT(2),
    /** A file in OneDrive, OneDrive for Business or SharePoint. */
    DRIVE_ITEM(3),
    /** A document of a Universal Print job. */
    PRINT_DOCUMENT(4);

    private final int value;

    Kind(int value) {
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
