<?php

declare(strict_types=1);

namespace GraphUpload;

/** A source in memory. The string is not copied. */
final readonly class Bytes
{
    public function __construct(public string $content)
    {
    }
}
