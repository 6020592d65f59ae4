<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** An object is not in a state for this call: closed, discarded, incomplete, or of another process. */
class StateException extends GraphUploadException
{
}
