<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Whether the stored file is what was sent. */
enum Integrity: int
{
    /**
     * The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
     * documents, at times for files in drives: their hash may come later than the response.
     */
    case Unverifiable = 1;

    /** The service reports the size and the QuickXorHash of the bytes sent. */
    case Verified = 2;

    /**
     * The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
     * arrival.
     */
    case Differs = 3;
}
