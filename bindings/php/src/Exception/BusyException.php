<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** Another call on the same session is running, or the queue is full. */
final class BusyException extends StateException
{
}
