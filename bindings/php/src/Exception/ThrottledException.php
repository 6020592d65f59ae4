<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The service is overloaded and asks to wait; see `retryAfterMs`. */
final class ThrottledException extends ServiceException
{
}
