package io.github.graphupload;

import io.github.graphupload.internal.Functions;

/** The library as a whole. */
public final class GraphUpload {
    private GraphUpload() {}

    /**
     * Returns the version of the library, which is that of the package.
     *
     * @return such as "0.2.0"
     */
    public static String version() {
        return Functions.gu_version_string();
    }

    /**
     * Returns the rules of each kind of target: its limits, the permission the token needs, and how its uploads work.
     *
     * @return JSON: an array of objects
     */
    public static String rules() {
        return Functions.gu_rules_json();
    }
}
