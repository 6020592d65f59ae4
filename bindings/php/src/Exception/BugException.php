<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** A fault of the library. Please report it. */
final class BugException extends GraphUploadException
{
}
