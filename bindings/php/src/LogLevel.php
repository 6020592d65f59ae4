<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Severity of a log message. */
enum LogLevel: int
{
    /** Something went wrong and the library handles it. */
    case Warning = 1;

    /** A request and its result. */
    case Info = 2;
}
