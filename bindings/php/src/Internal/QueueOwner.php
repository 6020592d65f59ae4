<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * Ends a queue with the last reference to it and its jobs. exit() calls no destructors: then the end of the process does.
 *
 * @internal
 */
final class QueueOwner
{
    public function __construct(public readonly QueueState $state)
    {
    }

    public function __destruct()
    {
        $this->state->close();
    }
}
