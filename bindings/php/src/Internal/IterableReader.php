<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * The strings of an array, a generator or another iterator.
 *
 * @internal
 */
final class IterableReader implements PausingReader
{
    private readonly \Iterator $iterator;
    private bool $hasBegun = false;

    /** @param iterable<string> $parts */
    public function __construct(iterable $parts)
    {
        $this->iterator = is_array($parts) ? new \ArrayIterator($parts) : new \IteratorIterator($parts);
    }

    public function read(int $length): string
    {
        $this->hasBegun ? $this->iterator->next() : $this->iterator->rewind();
        $this->hasBegun = true;
        if (!$this->iterator->valid()) {
            return '';
        }
        $part = $this->iterator->current();
        return is_string($part) ? $part : throw new \TypeError('source: it must give strings, not ' . get_debug_type($part));
    }

    public function isAtEnd(): bool
    {
        return $this->hasBegun && !$this->iterator->valid();
    }
}
