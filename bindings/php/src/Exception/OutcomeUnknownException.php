<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The file may or may not be stored. The same upload with the same state file finds out. */
final class OutcomeUnknownException extends GraphUploadException
{
}
