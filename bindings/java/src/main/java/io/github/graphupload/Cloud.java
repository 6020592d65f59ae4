// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload;

/** A cloud with its own Microsoft Graph. */
public enum Cloud {
    /** The global one; GCC uses it too. */
    GLOBAL(1),
    /** US Government L4 (GCC High). */
    US_GOV_L4(2),
    /** US Government L5 (DoD). */
    US_GOV_L5(3),
    /** China, operated by 21Vianet. */
    CHINA(4),
    /** France, operated by Bleu. */
    BLEU(5),
    /** Germany, operated by Delos Cloud. */
    DELOS(6);

    private final int value;

    Cloud(int value) {
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
