<?php

declare(strict_types=1);

namespace GraphUpload;

/** How far an upload is. Sizes are in bytes, times in milliseconds. */
final readonly class Progress
{
    /**
     * @param int $sent bytes that have left; bytes sent again count once
     * @param int $confirmed bytes that the service has confirmed
     * @param ?int $total size of the file; null while a stream is read
     * @param int $spooled bytes that were read of a stream, while it is read
     * @param ?int $timeLeftMs null while too little is known
     * @param ?int $lateByMs by how much the upload session expires too early; 0 if in time, null while too little is known
     * @param int $waitsMs how long nothing will be sent, at most
     * @param Wait $waitsFor why it waits
     * @param string $waitsCode the service's code for why it waits
     */
    public function __construct(
        public int $sent,
        public int $confirmed,
        public ?int $total,
        public int $spooled,
        public int $bytesPerSecond,
        public ?int $timeLeftMs,
        public ?int $lateByMs,
        public int $waitsMs,
        public Wait $waitsFor = Wait::Nothing,
        public string $waitsCode = '',
    ) {
    }
}
