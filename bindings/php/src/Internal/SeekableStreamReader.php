<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\SeekableReader;

/**
 * A stream of PHP that can seek, from its position on.
 *
 * @internal
 */
final class SeekableStreamReader extends StreamReader implements SeekableReader
{
    private readonly int $base;
    private readonly int $size;

    /** @param resource $stream */
    public function __construct(mixed $stream, ?int $size)
    {
        parent::__construct($stream);
        $this->base = (int) ftell($stream);
        if ($size === null) {
            fseek($stream, 0, SEEK_END);
            $size = (int) ftell($stream) - $this->base;
            fseek($stream, $this->base);
        }
        $this->size = $size;
    }

    public function size(): int
    {
        return $this->size;
    }

    public function seek(int $offset): void
    {
        if (fseek($this->stream, $this->base + $offset) !== 0) {
            throw new \RuntimeException('source: the stream cannot seek');
        }
    }
}
