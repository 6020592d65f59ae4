<?php

declare(strict_types=1);

namespace GraphUpload;

/**
 * A flag that ends uploads. Give it to any number of them, and request the end from a handler of a signal or a callback, or let
 * it ask.
 */
final class Cancel
{
    private bool $requested = false;

    /**
     * @param ?\Closure(): mixed $poll asked about ten times a second while something waits that was given the flag; false
     *     raises it. It may do other short work
     */
    public function __construct(private readonly ?\Closure $poll = null)
    {
    }

    /** Ends the uploads that were given it, and all later ones. */
    public function request(): void
    {
        $this->requested = true;
    }

    /**
     * Whether the end was requested.
     *
     * @param bool $ask whether `poll` is asked, too
     */
    public function isRequested(bool $ask = false): bool
    {
        if ($ask && !$this->requested && $this->poll !== null && ($this->poll)() === false) {
            $this->requested = true;
        }
        return $this->requested;
    }
}
