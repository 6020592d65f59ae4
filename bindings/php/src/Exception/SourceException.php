<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The source cannot be read, is too short, has changed, or cannot be read again. */
final class SourceException extends GraphUploadException
{
}
