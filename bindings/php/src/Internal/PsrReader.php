<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Reader;

/**
 * A stream of PSR-7, from its position on.
 *
 * @internal
 */
class PsrReader implements Reader
{
    /** @param \Psr\Http\Message\StreamInterface $stream need not be installed */
    public function __construct(protected readonly object $stream)
    {
    }

    public function read(int $length): string
    {
        for (;;) {
            $part = $this->stream->read($length);
            if ($part !== '' || $this->stream->eof()) {
                return $part;
            }
        }
    }
}
