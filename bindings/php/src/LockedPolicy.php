<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** What to do when the item is locked. */
enum LockedPolicy: int
{
    /** Wait within the retry budget, half a minute to a minute at a time. */
    case Wait = 0;

    /** Fail at once with GU_ERR_CONFLICT; the upload can be repeated later. */
    case Fail = 1;
}
