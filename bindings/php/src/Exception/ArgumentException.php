<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** An argument is wrong, or the service refused the request (`httpStatus` is not 0 then). */
final class ArgumentException extends GraphUploadException
{
}
