<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * A callback that saves the states of a session.
 *
 * @internal
 */
final class Keeper
{
    /** @param \Closure(string): mixed $save */
    public function __construct(private readonly \Closure $save)
    {
    }

    public function keep(#[\SensitiveParameter] string $state): void
    {
        ($this->save)($state);
    }
}
