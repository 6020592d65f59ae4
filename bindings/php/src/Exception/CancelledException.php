<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The upload was cancelled. */
class CancelledException extends GraphUploadException
{
}
