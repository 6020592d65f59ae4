<?php

declare(strict_types=1);

namespace GraphUpload;

/** How many jobs of a queue wait, run, are paused, are stored or failed. */
final readonly class QueueCounts
{
    public function __construct(
        public int $waiting,
        public int $running,
        public int $paused,
        public int $stored,
        public int $failed,
    ) {
    }
}
