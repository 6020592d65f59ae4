<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * The end of a wait.
 *
 * @internal
 */
final class Deadline
{
    /** By the clock, in seconds; null if there is none. */
    private readonly ?float $end;

    /** @param string $name that of the argument */
    public function __construct(?float $seconds, string $name = 'timeout')
    {
        if ($seconds !== null && is_nan($seconds)) {
            throw new \ValueError("$name: not a number");
        }
        $this->end = $seconds === null ? null : microtime(true) + $seconds;
    }

    public function hasPassed(): bool
    {
        return $this->end !== null && microtime(true) >= $this->end;
    }

    /** Seconds that are left. */
    public function left(): ?float
    {
        return $this->end === null ? null : max(0.0, $this->end - microtime(true));
    }

    /** How long the library is waited for at a time, in milliseconds. */
    public function ms(): int
    {
        return (int) ceil(min(Library::SLICE_MS, ($this->left() ?? Library::SLICE_MS) * 1000));
    }
}
