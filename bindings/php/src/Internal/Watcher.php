<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Progress;

/**
 * A progress callback.
 *
 * @internal
 */
final class Watcher
{
    /** @param \Closure(Progress): mixed $show */
    public function __construct(private readonly \Closure $show)
    {
    }

    /** Whether the upload may go on. */
    public function show(Progress $now): bool
    {
        return ($this->show)($now) !== false;
    }
}
