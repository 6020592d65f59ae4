<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** What happens to an existing file of the same name. */
enum Conflict: int
{
    /** It stays, and the upload fails with GU_ERR_CONFLICT. */
    case Fail = 1;

    /** It is replaced. */
    case Replace = 2;

    /** It stays, and the new file gets another name; see gu_item_name(). */
    case Rename = 3;
}
