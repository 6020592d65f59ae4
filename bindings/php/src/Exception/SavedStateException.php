<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** A saved upload cannot be used: damaged, of another upload, or sealed with another key. */
final class SavedStateException extends GraphUploadException
{
}
