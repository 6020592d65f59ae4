<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** There is no token, or the service refused it. */
final class SignInException extends GraphUploadException
{
}
