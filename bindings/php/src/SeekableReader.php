<?php

declare(strict_types=1);

namespace GraphUpload;

/** A source that can be read again from any offset. */
interface SeekableReader extends Reader
{
    /** The number of its bytes. */
    public function size(): int;

    /** Continues at this offset. */
    public function seek(int $offset): void;
}
