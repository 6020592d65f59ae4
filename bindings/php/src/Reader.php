<?php

declare(strict_types=1);

namespace GraphUpload;

/** A source that is read once, from its start to its end. */
interface Reader
{
    /**
     * Reads the next bytes. Fewer than asked for are fine.
     *
     * @return string empty at the end
     */
    public function read(int $length): string;
}
