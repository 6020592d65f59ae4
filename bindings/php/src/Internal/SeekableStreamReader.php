<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Exception\GraphUploadException;
use GraphUpload\SeekableReader;
use GraphUpload\Status;

/**
 * A stream of PHP that can seek, from its position on.
 *
 * @internal
 */
final class SeekableStreamReader extends StreamReader implements SeekableReader
{
    private readonly int $base;
    private readonly int $size;

    /** @param resource $stream */
    private function __construct(mixed $stream, int $base, int $size)
    {
        parent::__construct($stream);
        $this->base = $base;
        $this->size = $size;
    }

    /**
     * A reader of a stream; null if it cannot seek, or might seek where its bytes are not: through a filter, or by a wrapper of the
     * program. Some say that they can, and cannot seek to their end, such as compressed ones.
     *
     * @param resource $stream
     */
    public static function of(mixed $stream, ?int $size): ?self
    {
        $meta = stream_get_meta_data($stream);
        $isOfPhp = in_array($meta['stream_type'] ?? '', ['STDIO', 'MEMORY', 'TEMP'], true);
        $base = $isOfPhp && ($meta['seekable'] ?? false) && !self::mayBeFiltered($stream) ? ftell($stream) : false;
        if ($base === false || ($size === null && @fseek($stream, 0, SEEK_END) !== 0)) {
            return null;
        }
        if ($size === null) {
            $size = (int) ftell($stream) - $base;
            if (fseek($stream, $base) !== 0) {
                throw self::cannotSeek();
            }
        }
        return new self($stream, $base, $size);
    }

    public function size(): int
    {
        return $this->size;
    }

    public function seek(int $offset): void
    {
        if (fseek($this->stream, $this->base + $offset) !== 0) {
            throw self::cannotSeek();
        }
    }

    private static function cannotSeek(): GraphUploadException
    {
        return Errors::of(Status::SourceUnreadable, 'source: the stream cannot seek');
    }
}
