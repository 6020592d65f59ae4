<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** Kind of a target, for an upload of which only the upload URL is known. */
enum Kind: int
{
    /** An attachment of a To Do task. */
    case TodoTask = 1;

    /** An attachment of an Outlook message, event or group post. */
    case OutlookAttachment = 2;

    /** A file in OneDrive, OneDrive for Business or SharePoint. */
    case DriveItem = 3;

    /** A document of a Universal Print job. */
    case PrintDocument = 4;
}
