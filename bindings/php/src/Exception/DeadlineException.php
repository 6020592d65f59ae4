<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The upload was cancelled because its timeout has passed. */
final class DeadlineException extends CancelledException
{
}
