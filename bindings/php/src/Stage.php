<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Where a job is. */
enum Stage: int
{
    /** It waits for its turn. */
    case Waiting = 0;

    /** It runs. A job that was paused runs until its request under way has ended. */
    case Running = 1;

    /** It is paused. */
    case Paused = 2;

    /** It has ended. */
    case Ended = 3;
}
