<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Why an upload waits. */
enum Wait: int
{
    /** It does not wait: it is sending or receiving. */
    case Nothing = 0;

    /** The service asked to slow down, or one of its documented limits is reached. */
    case Throttled = 1;

    /** Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy(). */
    case Locked = 2;

    /** There is no connection. */
    case Offline = 3;

    /** The service failed or refused; the request is retried. */
    case Retrying = 4;

    /** What was stored or created may not be visible yet. */
    case Settling = 5;

    /** Requests of other uploads of the client go first: to the same message or event, or as many as may run at once. */
    case InLine = 6;

    /** A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far. */
    case Source = 7;
}
