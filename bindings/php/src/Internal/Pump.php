<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Reader;
use GraphUpload\Status;

/**
 * Gives the bytes of a reader to a job, whose thread cannot call PHP: through a connection, which the job reads to its end.
 *
 * The end is told only when the reader has told its own. Whatever ends the process before leaves the job without it, so that a
 * part of a source is never taken for the whole.
 *
 * @internal
 */
final class Pump
{
    private const PART = 65536;
    /** Most parts in a turn, so that other jobs get theirs. */
    private const PARTS = 64;
    /** Most empty parts in a turn. */
    private const EMPTY_PARTS = 16;

    /** What the job reads. */
    public readonly Descriptor $reading;
    private readonly Descriptor $writing;
    private readonly Feed $feed;
    private string $pending = '';
    private int $read = 0;
    private int $given = 0;
    private bool $hasEnded = false;

    /** @param ?int $size of what is to be given, if it is known */
    public function __construct(Reader $reader, private readonly ?int $size)
    {
        $this->feed = new Feed($reader);
        [$this->reading, $this->writing] = Descriptor::pair();
    }

    /** Bytes that were given; null once all were. */
    public function spooled(): ?int
    {
        return $this->hasEnded ? null : $this->given;
    }

    /**
     * Gives what the job takes now, at least one part if there is one. Returns whether it has taken something.
     *
     * @param float $end when the turn is over
     */
    public function turn(float $end): bool
    {
        $before = $this->given;
        $empty = 0;
        for ($part = 0; $part < self::PARTS && !$this->hasEnded && ($part === 0 || microtime(true) < $end); $part++) {
            if ($this->pending === '') {
                $filled = $this->fill();
                if ($filled === null || (!$filled && ++$empty >= self::EMPTY_PARTS)) {
                    break;
                }
                if (!$filled) {
                    continue;
                }
            }
            $sent = $this->hasEnded ? 0 : $this->writing->send($this->pending);
            $this->given += $sent;
            $this->pending = substr($this->pending, $sent);
            if ($sent === 0) {
                break;
            }
        }
        return $this->given > $before;
    }

    /** Reads a part. Returns whether there was one, or the end; false if it was empty, and null if it would have to be waited for. */
    private function fill(): ?bool
    {
        $most = $this->size === null ? self::PART : min(self::PART, $this->size - $this->read);
        if ($most > 0 && !$this->feed->isReady(0)) {
            return null;
        }
        $pending = $most > 0 ? $this->feed->read($most) : '';
        if ($pending === null) {
            return false;
        }
        $this->pending = $pending;
        $this->read += strlen($this->pending);
        if ($this->pending === '') {
            if ($this->size !== null && $this->read < $this->size) {
                throw Errors::of(Status::SourceShort, "the source ended after {$this->read} of {$this->size} bytes");
            }
            $this->writing->end();
            $this->hasEnded = true;
        }
        return true;
    }
}
