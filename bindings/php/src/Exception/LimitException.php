<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The file is too large or too small, or the space is used up. */
final class LimitException extends GraphUploadException
{
}
