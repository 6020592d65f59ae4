<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\SeekableReader;

/**
 * A stream of PSR-7 that can seek and has a size, from its position on.
 *
 * @internal
 */
final class SeekablePsrReader extends PsrReader implements SeekableReader
{
    private readonly int $base;

    /** @param \Psr\Http\Message\StreamInterface $stream */
    public function __construct(object $stream, private readonly int $end)
    {
        parent::__construct($stream);
        $this->base = $stream->tell();
    }

    public function size(): int
    {
        return $this->end - $this->base;
    }

    public function seek(int $offset): void
    {
        $this->stream->seek($this->base + $offset);
    }
}
