<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Reader;
use GraphUpload\SeekableReader;

/**
 * Gives the bytes of a reader in the lengths that the library asks for.
 *
 * @internal
 */
final class Feed
{
    private string $rest = '';

    public function __construct(private readonly Reader $reader)
    {
    }

    /** At most so many bytes, none at the end; null if there are none yet. */
    public function read(int $length): ?string
    {
        if ($this->rest === '') {
            $this->rest = $this->reader->read($length);
            if ($this->rest === '' && $this->reader instanceof PausingReader && !$this->reader->isAtEnd()) {
                return null;
            }
        }
        $part = substr($this->rest, 0, $length);
        $this->rest = substr($this->rest, strlen($part));
        return $part;
    }

    public function seek(int $offset): void
    {
        assert($this->reader instanceof SeekableReader);
        $this->rest = '';
        $this->reader->seek($offset);
    }

    /** Whether read() does not wait for bytes, asked for at most so long. */
    public function isReady(int $ms): bool
    {
        return $this->rest !== '' || !$this->reader instanceof StreamReader || $this->reader->isReady($ms);
    }
}
