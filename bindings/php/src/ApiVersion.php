<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Version of Microsoft Graph. */
enum ApiVersion: int
{
    /** v1.0 */
    case V1 = 1;

    /** beta */
    case Beta = 2;
}
