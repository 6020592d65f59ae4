<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** IP version of connections. */
enum IpVersion: int
{
    /** Both, whichever connects first */
    case Any = 0;

    /** IPv4 only */
    case V4 = 4;

    /** IPv6 only */
    case V6 = 6;
}
