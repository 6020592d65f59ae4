<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** A cloud with its own Microsoft Graph. */
enum Cloud: int
{
    /** The global one; GCC uses it too. */
    case Global = 1;

    /** US Government L4 (GCC High). */
    case UsGovL4 = 2;

    /** US Government L5 (DoD). */
    case UsGovL5 = 3;

    /** China, operated by 21Vianet. */
    case China = 4;

    /** France, operated by Bleu. */
    case Bleu = 5;

    /** Germany, operated by Delos Cloud. */
    case Delos = 6;
}
