<?php

declare(strict_types=1);

namespace Psr\Http\Message {
    if (!interface_exists(StreamInterface::class)) {
        /** What the package uses of PSR-7. */
        interface StreamInterface
        {
        }
    }
}

namespace GraphUpload\Tests {
    /** A stream of PSR-7. */
    class PsrStream implements \Psr\Http\Message\StreamInterface
    {
        private int $at = 0;

        public function __construct(private readonly string $content, private readonly bool $isSeekable)
        {
        }

        public function getSize(): ?int
        {
            return $this->isSeekable ? strlen($this->content) : null;
        }

        public function isSeekable(): bool
        {
            return $this->isSeekable;
        }

        public function tell(): int
        {
            return $this->at;
        }

        public function seek(int $offset, int $whence = SEEK_SET): void
        {
            $this->at = $offset;
        }

        public function eof(): bool
        {
            return $this->at >= strlen($this->content);
        }

        public function read(int $length): string
        {
            $part = substr($this->content, $this->at, $length);
            $this->at += strlen($part);
            return $part;
        }
    }
}
