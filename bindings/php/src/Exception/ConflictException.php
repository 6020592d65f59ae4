<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The name is taken, the item is locked, or a condition does not hold. */
final class ConflictException extends GraphUploadException
{
}
