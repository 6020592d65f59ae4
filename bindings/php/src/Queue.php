<?php

declare(strict_types=1);

namespace GraphUpload;

use FFI\CData;
use GraphUpload\Exception\BusyException;
use GraphUpload\Internal\Core;
use GraphUpload\Internal\Deadline;
use GraphUpload\Internal\Library;
use GraphUpload\Internal\QueueOwner;
use GraphUpload\Internal\QueueState;
use GraphUpload\Internal\Run;
use GraphUpload\Internal\Settings;
use GraphUpload\Internal\Signals;
use GraphUpload\Internal\Source;

/**
 * Many uploads at once, on threads of the library. Comes from `Client::queue()`.
 *
 * PHP's part of a job, its callbacks and the bytes of its stream, is done while something of this package waits, as in
 * `next()` or `asCompleted()`, or by `tick()`.
 */
final class Queue
{
    private readonly QueueState $state;
    private readonly QueueOwner $owner;
    /** @var \WeakMap<Run, \WeakReference<Job>> */
    private readonly \WeakMap $jobs;

    /** @internal */
    public function __construct(
        Core $core,
        int $atOnce,
        ?int $maxWaiting,
        private readonly ?float $roomTimeout,
        ?string $stateFolder,
        #[\SensitiveParameter]
        ?string $key,
    ) {
        $native = Library::native();
        $key = Library::key($key);
        Library::text($stateFolder, 'stateFolder');
        new Deadline($roomTimeout, 'roomTimeout');
        $this->jobs = new \WeakMap();
        $this->state = new QueueState($core, $atOnce, $stateFolder !== null);
        $this->owner = new QueueOwner($this->state);
        $queue = $this->state->pointer();
        if ($maxWaiting !== null) {
            // The wait is in submit(): jobs need PHP's part meanwhile.
            Library::call(static fn (CData $error): int => $native->gu_queue_set_room($queue, $maxWaiting, 0, $error));
        }
        if ($stateFolder !== null) {
            $core->prepareJobs();
            Library::call(static fn (CData $error): int
                => $native->gu_queue_set_state_folder($queue, $stateFolder, $key, $key === null ? 0 : 32, $error));
        }
    }

    /**
     * Submits an upload and returns at once, unless it waits for room. The parameters are those of `Client::upload()`; callbacks are
     * called while something waits, one at a time.
     *
     * @param string|\SplFileInfo|Bytes|resource|Reader|\Psr\Http\Message\StreamInterface|iterable<string> $source a stream is
     *     spooled to disk when its job runs, whether or not its size is known; in a queue with a state folder only paths
     * @param ?callable(Progress): mixed $progress
     */
    public function submit(
        mixed $source,
        Target|string $target,
        ?int $size = null,
        ?callable $progress = null,
        ?string $stateFile = null,
        #[\SensitiveParameter]
        ?string $key = null,
        ?bool $keepOnCancel = null,
        bool $differsIsError = false,
        ?string $spoolFolder = null,
        ?int $spoolMaxBytes = null,
    ): Job {
        $settings = new Settings($size, $progress, $stateFile, $key, $keepOnCancel, $differsIsError, $spoolFolder, $spoolMaxBytes);
        $from = new Source($source, $size);
        $run = Run::prepared($this->state->core, $from, Target::of($target, $from->name), $settings);
        $deadline = new Deadline($this->roomTimeout);
        for (;;) {
            Signals::dispatch();
            try {
                Signals::deferred(fn () => $this->state->submit($run));
                return $this->job($run);
            } catch (BusyException $error) {
                if ($deadline->hasPassed()) {
                    throw $error;
                }
                Signals::deferred(fn (): bool => $this->state->wait(Library::SLICE_MS));
            }
        }
    }

    /**
     * Returns the next job that has ended, in the order of ending; null if none is left, or after `timeout` seconds.
     *
     * @param ?float $timeout 0 does not wait
     */
    public function next(?float $timeout = null): ?Job
    {
        $deadline = new Deadline($timeout);
        for (;;) {
            Signals::dispatch();
            $run = $this->state->fetch();
            if ($run !== null) {
                return $this->job($run);
            }
            if (!Signals::deferred(fn (): bool => $this->state->wait($deadline->ms())) || $deadline->hasPassed()) {
                $run = $this->state->fetch();
                return $run === null ? null : $this->job($run);
            }
        }
    }

    /**
     * Yields the jobs in the order of ending, until none is left. Each comes once, and not if it was waited for.
     *
     * @return \Generator<int, Job, void, void>
     *
     * @throws Exception\BusyException if not all have ended after `timeout` seconds
     */
    public function asCompleted(?float $timeout = null): \Generator
    {
        $deadline = new Deadline($timeout);
        for (;;) {
            $job = $this->next($deadline->left());
            if ($job === null) {
                if ($timeout !== null && $this->state->isUnderWay()) {
                    throw Internal\Errors::of(Status::Busy, "not all jobs have ended after $timeout s");
                }
                return;
            }
            yield $job;
        }
    }

    /** Waits until all jobs have ended; `asCompleted()` does not yield them any more then. */
    public function wait(): void
    {
        foreach ($this->state->runs() as $run) {
            $this->job($run)->wait();
        }
    }

    /**
     * Does PHP's part of all jobs and returns at once: for programs with a loop of their own, a hundred times a second if their
     * jobs read streams, or ten times if they only have progress callbacks.
     */
    public function tick(): void
    {
        Signals::deferred(static fn (): int => QueueState::turn());
    }

    /** Pauses all jobs, those submitted later included. */
    public function pause(): void
    {
        $this->do('gu_queue_pause');
    }

    /** Continues all jobs. */
    public function resume(): void
    {
        $this->do('gu_queue_continue');
    }

    /** Cancels all jobs that have not ended, and returns at once. */
    public function cancel(): void
    {
        foreach ($this->state->runs() as $run) {
            $run->cancel();
        }
        $this->do('gu_queue_cancel');
    }

    /** How many of its jobs are where. Never waits. */
    public function counts(): QueueCounts
    {
        return $this->state->counts();
    }

    /** How far all jobs are, ended ones included. Never waits. */
    public function progress(): Progress
    {
        return Internal\Numbers::ofQueue($this->state->pointer());
    }

    /**
     * What an event loop watches: readable exactly while `next(0)` has a job to return. Null where PHP cannot open it: it needs the
     * command line and Unix.
     *
     * @return ?resource a stream of the caller's
     */
    public function stream(): mixed
    {
        $handle = Library::native()->gu_queue_handle($this->state->pointer());
        if (PHP_SAPI !== 'cli' || PHP_OS_FAMILY === 'Windows' || $handle < 0) {
            return null;
        }
        return @fopen("php://fd/$handle", 'r') ?: null;
    }

    /**
     * Cancels the jobs that have not ended and waits for them. With a state folder they stay there, and the next queue goes on
     * with them; `cancel()` takes them out.
     */
    public function close(): void
    {
        Signals::deferred(fn () => $this->state->close());
    }

    private function do(string $function): void
    {
        $native = Library::native();
        $queue = $this->state->pointer();
        Library::call(static fn (CData $error): int => $native->{$function}($queue, $error));
    }

    /** The object of a job, the same one each time as long as there is a reference to it. */
    private function job(Run $run): Job
    {
        $job = ($this->jobs[$run] ?? null)?->get();
        if ($job === null) {
            $job = new Job($this->owner, $run);
            $this->jobs[$run] = \WeakReference::create($job);
        }
        return $job;
    }
}
