<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload;

/** What turns the bytes sent into a file in a drive. */
enum Commit: int
{
    /** The last piece. */
    case LastPiece = 0;

    /** gu_finish(), in the way that the host of the upload URL requires. */
    case ByHost = 1;

    /** gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require. */
    case UploadUrl = 2;

    /** gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require. */
    case SourceUrl = 3;
}
