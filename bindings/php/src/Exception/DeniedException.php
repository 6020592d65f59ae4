<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The token does not permit this. */
final class DeniedException extends GraphUploadException
{
}
