<?php

declare(strict_types=1);

namespace GraphUpload;

use GraphUpload\Internal\Deadline;
use GraphUpload\Internal\Errors;
use GraphUpload\Internal\QueueOwner;
use GraphUpload\Internal\Run;
use GraphUpload\Internal\Signals;

/** One upload of a queue. Comes from `Queue::submit()`. */
final class Job
{
    private bool $isClosed = false;

    /**
     * @internal
     *
     * @param QueueOwner $queue a queue ends with the last reference to it and its jobs
     */
    public function __construct(private readonly QueueOwner $queue, private readonly Run $run)
    {
    }

    /** Number of the job in its queue, from 1 on. It changes if the job is submitted again since its token has expired. */
    public function id(): int
    {
        return $this->run->id;
    }

    /** Path of its file, or "". */
    public function path(): string
    {
        return $this->run->path;
    }

    /** Whether it has ended, in whatever way. Never waits. */
    public function done(): bool
    {
        return Signals::deferred(fn (): bool => $this->queue->state->waitFor($this->run(), 0));
    }

    /**
     * Waits until it has ended, or for `timeout` seconds. The queue's `next()` does not return it any more then.
     *
     * @return bool whether it has ended
     */
    public function wait(?float $timeout = null): bool
    {
        $deadline = new Deadline($timeout);
        for (;;) {
            Signals::dispatch();
            if (Signals::deferred(fn (): bool => $this->queue->state->waitFor($this->run(), $deadline->ms()))) {
                return true;
            }
            if ($deadline->hasPassed()) {
                return false;
            }
        }
    }

    /**
     * Waits for the end and returns the stored file.
     *
     * @throws \Throwable why it is not stored: a GraphUploadException, or what a callback has thrown
     * @throws Exception\BusyException if it has not ended after `timeout` seconds
     */
    public function result(?float $timeout = null): Item
    {
        $error = $this->exception($timeout);
        if ($error !== null) {
            throw $error;
        }
        assert($this->run->item !== null);
        return $this->run->item;
    }

    /** Waits for the end and returns what `result()` would throw, or null. */
    public function exception(?float $timeout = null): ?\Throwable
    {
        if (!$this->wait($timeout)) {
            throw Errors::of(Status::Busy, "the job has not ended after $timeout s");
        }
        return $this->run->error;
    }

    /** Cancels it and returns at once. */
    public function cancel(): void
    {
        $this->run()->cancel();
    }

    /** Pauses it; a request under way is finished first. */
    public function pause(): void
    {
        $this->run()->do('gu_job_pause');
    }

    /** Continues it after `pause()`. */
    public function resume(): void
    {
        $this->run()->do('gu_job_continue');
    }

    /** Lets it run before all others that wait. */
    public function moveToFront(): void
    {
        $this->run()->do('gu_job_move_to_front');
    }

    /** Where it is. */
    public function stage(): Stage
    {
        return $this->run()->stage();
    }

    /** How far it is now. Never waits. */
    public function progress(): Progress
    {
        return $this->run()->progress();
    }

    /** Lets go of it. The upload goes on; of a closed job only an end that it has had before can be asked for. */
    public function close(): void
    {
        $this->isClosed = true;
    }

    private function run(): Run
    {
        if ($this->isClosed && !$this->run->hasEnded) {
            throw Errors::of(Status::State, 'the job is closed');
        }
        return $this->run;
    }
}
