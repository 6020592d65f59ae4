<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** A number of a queue: how many of its jobs are where. */
enum QueueCount: int
{
    /** Jobs that wait for their turn. */
    case Waiting = 0;

    /** Jobs that run. */
    case Running = 1;

    /** Jobs that are paused. */
    case Paused = 2;

    /** Jobs whose file is stored. */
    case Stored = 3;

    /** Jobs that ended with an error, cancelled ones included. */
    case Failed = 4;
}
