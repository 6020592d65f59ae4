<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** How to tell, after a lost response, the stored file from what was there before. */
enum Baseline: int
{
    /**
     * Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
     * small files in drives that no later process continues.
     */
    case Careful = 0;

    /**
     * Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
     * attachments.
     */
    case Quick = 1;
}
