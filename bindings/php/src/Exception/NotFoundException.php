<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The target does not exist. */
final class NotFoundException extends GraphUploadException
{
}
