<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Status;

/**
 * A stream of PHP that is read from its position to its end.
 *
 * @internal
 */
class StreamReader implements PausingReader
{
    /** Whether it can be waited for. */
    private readonly bool $canWait;
    private readonly bool $wasBlocking;

    /** @param resource $stream */
    public function __construct(protected readonly mixed $stream)
    {
        [$ready, $warning] = self::selected($stream, 0);
        // A descriptor above those that select() knows is never ready.
        $this->canWait = $ready !== false && $warning === '';
        $meta = stream_get_meta_data($stream);
        $isFifo = ((@fstat($stream) ?: [])['mode'] ?? 0) >> 12 === 1;
        // PHP reads a named pipe until it has as many bytes as asked for. A filter would take each empty part for an end.
        $this->wasBlocking = $isFifo && $this->canWait && ($meta['wrapper_type'] ?? '') === 'plainfile' && ($meta['blocked'] ?? false);
        if ($this->wasBlocking) {
            stream_set_blocking($stream, false);
        }
    }

    /**
     * Whether a stream may have a filter. PHP does not tell, but refuses to wait for one that has, and says why it does not for others.
     *
     * @param resource $stream
     */
    public static function mayBeFiltered(mixed $stream): bool
    {
        [$ready, $warning] = self::selected($stream, 0);
        return $ready === false && !str_contains($warning, 'Cannot represent a stream');
    }

    /** Whether there are bytes, the end or an error within the time. */
    public function isReady(int $ms): bool
    {
        return !$this->canWait || !is_resource($this->stream) || self::selected($this->stream, $ms)[0] === 1;
    }

    public function read(int $length): string
    {
        if (!is_resource($this->stream)) {
            throw Errors::of(Status::SourceUnreadable, 'source: the stream was closed');
        }
        $part = fread($this->stream, max(1, $length));
        if ($part !== false && ($part !== '' || feof($this->stream))) {
            return $part;
        }
        if (stream_get_meta_data($this->stream)['timed_out'] ?? false) {
            throw Errors::of(Status::SourceUnreadable, 'source: the stream has timed out');
        }
        // An empty part: it is a stream that does not block, or a signal has arrived.
        return $part === false ? throw Errors::of(Status::SourceUnreadable, 'source: the stream cannot be read') : '';
    }

    public function isAtEnd(): bool
    {
        return !is_resource($this->stream) || feof($this->stream);
    }

    public function __destruct()
    {
        if ($this->wasBlocking && is_resource($this->stream)) {
            stream_set_blocking($this->stream, true);
        }
    }

    /**
     * @param resource $stream
     * @return array{int|false, string} how many are ready, and what PHP warns of
     */
    private static function selected(mixed $stream, int $ms): array
    {
        $warning = '';
        // A handler of the program would take the warning.
        set_error_handler(static function (int $level, string $message) use (&$warning): bool {
            $warning = $message;
            return true;
        });
        $read = [$stream];
        $none = null;
        try {
            return [stream_select($read, $none, $none, 0, $ms * 1000), $warning];
        } catch (\ValueError) {
            return [false, $warning];
        } finally {
            restore_error_handler();
        }
    }
}
