<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * A stream of PSR-7, from its position on.
 *
 * @internal
 */
class PsrReader implements PausingReader
{
    /** @param \Psr\Http\Message\StreamInterface $stream need not be installed */
    public function __construct(protected readonly object $stream)
    {
    }

    public function read(int $length): string
    {
        return $this->stream->read($length);
    }

    public function isAtEnd(): bool
    {
        return $this->stream->eof();
    }
}
