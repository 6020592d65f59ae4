<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Reader;

/**
 * A stream of PHP that is read from its position to its end.
 *
 * @internal
 */
class StreamReader implements Reader
{
    /** Whether it can be waited for. */
    private readonly bool $canWait;
    private readonly bool $wasBlocking;

    /** @param resource $stream */
    public function __construct(protected readonly mixed $stream)
    {
        $this->canWait = $this->select(0) !== false;
        $meta = stream_get_meta_data($stream);
        $isFifo = ((fstat($stream) ?: [])['mode'] ?? 0) >> 12 === 1;
        // PHP reads a named pipe until it has as many bytes as asked for.
        $this->wasBlocking = $isFifo && ($meta['wrapper_type'] ?? '') === 'plainfile' && ($meta['blocked'] ?? false);
        if ($this->wasBlocking) {
            stream_set_blocking($stream, false);
        }
    }

    /** Whether there are bytes, the end or an error within the time. */
    public function isReady(int $ms): bool
    {
        return !$this->canWait || !is_resource($this->stream) || $this->select($ms) === 1;
    }

    public function read(int $length): string
    {
        for (;;) {
            if (!is_resource($this->stream)) {
                throw new \RuntimeException('source: the stream was closed');
            }
            $part = fread($this->stream, max(1, $length));
            if ($part !== false && ($part !== '' || feof($this->stream))) {
                return $part;
            }
            if (stream_get_meta_data($this->stream)['timed_out']) {
                throw new \RuntimeException('source: the stream has timed out');
            }
            if ($part === false) {
                throw new \RuntimeException('source: the stream cannot be read');
            }
            // It is a stream that does not block, or a signal has arrived.
            if (!$this->isReady(Library::SLICE_MS)) {
                Signals::dispatch();
            }
        }
    }

    public function __destruct()
    {
        if ($this->wasBlocking && is_resource($this->stream)) {
            stream_set_blocking($this->stream, true);
        }
    }

    private function select(int $ms): int|false
    {
        $read = [$this->stream];
        $none = null;
        try {
            return @stream_select($read, $none, $none, 0, $ms * 1000);
        } catch (\ValueError) {
            return false;
        }
    }
}
