<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\SeekableReader;
use GraphUpload\Status;

/**
 * A stream of PSR-7 that can seek and has a size, from its position on.
 *
 * @internal
 */
final class SeekablePsrReader extends PsrReader implements SeekableReader
{
    private readonly int $base;
    private readonly int $size;
    private int $at = 0;

    /**
     * @param \Psr\Http\Message\StreamInterface $stream
     * @param ?int $size of a part of it
     */
    public function __construct(object $stream, private readonly int $end, ?int $size)
    {
        parent::__construct($stream);
        $this->base = $stream->tell();
        $this->size = $size ?? $end - $this->base;
    }

    public function size(): int
    {
        return $this->size;
    }

    public function seek(int $offset): void
    {
        $this->stream->seek($this->base + $offset);
        $this->at = $offset;
    }

    public function read(int $length): string
    {
        $part = parent::read($length);
        $this->at += strlen($part);
        // It takes the size of a file for that of what a filter makes of it.
        if ($part !== '' && $this->base + $this->at >= $this->end && $this->base + $this->size >= $this->end) {
            $more = $this->base + $this->at > $this->end || $this->stream->read(1) !== '';
            if ($more) {
                throw Errors::of(Status::SourceChanged, 'source: the stream is longer than it says');
            }
        }
        return $part;
    }
}
