<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\QueueCount;
use GraphUpload\QueueCounts;

/**
 * A queue of the library and its jobs. It is kept here until it is closed, as its threads read what it holds; see QueueOwner.
 *
 * @internal
 */
final class QueueState
{
    /** Longest turn in seconds, unless one part of a source takes longer. */
    private const TURN_SECONDS = 0.05;
    /** Longest wait in milliseconds while a job takes bytes of PHP's, and while its source has none. */
    private const SOON_MS = 2;
    private const LATER_MS = 20;

    /** @var array<int, self> those that are open */
    private static array $open = [];

    private readonly Handle $queue;
    private readonly int $process;
    /** @var array<int, Run> those that have not ended, by their number */
    private array $runs = [];
    /** @var list<Run> those that have ended, and were not fetched */
    private array $ended = [];

    public function __construct(public readonly Core $core, private readonly int $atOnce, private readonly bool $isSaved = false)
    {
        $native = Library::native();
        $client = $core->forJobs();
        $made = Library::made('gu_queue', static fn (CData $made, CData $error): int
            => $native->gu_queue_new($client, $atOnce, $made, $error));
        $this->queue = new Handle($made, 'gu_queue_free', 'queue');
        $this->process = (int) getmypid();
        self::$open[spl_object_id($this)] = $this;
    }

    /** Ends all queues. The library must not read PHP's memory any more when the process ends. */
    public static function closeAll(): void
    {
        foreach (self::$open as $state) {
            $state->close();
        }
    }

    /** Does PHP's part of all jobs, and returns how long the library may be waited for until the next turn, in milliseconds. */
    public static function turn(): int
    {
        $ms = Library::SLICE_MS;
        $end = microtime(true) + self::TURN_SECONDS;
        foreach (self::$open as $id => $state) {
            if ($state->process !== getmypid()) {
                continue;
            }
            $state->renewToken();
            $ms = min($ms, $state->turnRuns($end));
            if (microtime(true) >= $end) {
                // The next turn begins with another queue.
                if (isset(self::$open[$id])) {
                    unset(self::$open[$id]);
                    self::$open[$id] = $state;
                }
                return self::SOON_MS;
            }
        }
        return $ms;
    }

    public function pointer(): CData
    {
        return $this->queue->get();
    }

    public function submit(Run $run): void
    {
        $run->submit($this->queue->get());
        $this->runs[$run->id] = $run;
    }

    /**
     * Waits for the next job that has ended; see fetch().
     *
     * @return bool whether there can be more
     */
    public function wait(int $ms): bool
    {
        $native = Library::native();
        $ms = min($ms, self::turn());
        $queue = $this->queue->get();
        // Before the call: a job that ends after it is fetched by the next one.
        $isUnderWay = $this->isUnderWay();
        $job = Library::made('gu_job', static fn (CData $made, CData $error): int
            => $native->gu_queue_next($queue, $ms, null, $made, $error));
        if (\FFI::isNull($job)) {
            return $isUnderWay;
        }
        $id = $native->gu_job_id($job);
        $run = $this->runs[$id] ?? null;
        if ($run === null) {
            $run = Run::inherited($job);
        } else {
            $native->gu_job_free($job);
        }
        if ($this->hasEnded($run)) {
            $this->ended[] = $run;
        }
        return true;
    }

    /** A job that has ended, each once; null if there is none. */
    public function fetch(): ?Run
    {
        return array_shift($this->ended);
    }

    /** Waits for one job, which is not fetched then. */
    public function waitFor(Run $run, int $ms): bool
    {
        return $run->hasEnded || ($run->wait(min($ms, self::turn())) && $this->hasEnded($run));
    }

    /** @return list<Run> those that have not ended */
    public function runs(): array
    {
        return array_values($this->runs);
    }

    public function counts(): QueueCounts
    {
        $count = fn (QueueCount $which): int => Library::native()->gu_queue_jobs($this->queue->get(), $which->value);
        return new QueueCounts(
            waiting: $count(QueueCount::Waiting),
            running: $count(QueueCount::Running),
            paused: $count(QueueCount::Paused),
            stored: $count(QueueCount::Stored),
            failed: $count(QueueCount::Failed),
        );
    }

    /** Whether there are jobs that have not ended. */
    public function isUnderWay(): bool
    {
        $counts = $this->counts();
        return $counts->waiting + $counts->running + $counts->paused > 0;
    }

    /** Cancels what has not ended and waits for it. With a state folder it stays there. */
    public function close(): void
    {
        if ($this->queue->isClosed()) {
            return;
        }
        unset(self::$open[spl_object_id($this)]);
        if ($this->process !== getmypid()) {
            // The jobs belong to the process that has forked.
            $this->queue->close();
            $this->runs = [];
            return;
        }
        if (!$this->isSaved) {
            foreach ($this->runs as $run) {
                $run->cancel();
            }
        }
        $this->queue->close();
        foreach ($this->runs as $run) {
            $run->end(null);
        }
        $this->runs = [];
    }

    private function turnRuns(float $end): int
    {
        $ms = Library::SLICE_MS;
        $isAboutToRead = false;
        foreach ($this->runs as $id => $run) {
            $moved = $run->turn($end);
            $isAboutToRead = $isAboutToRead || $run->isAboutToRead;
            $ms = min($ms, match ($moved) {
                true => self::SOON_MS,
                false => self::LATER_MS,
                null => $ms,
            });
            if (microtime(true) >= $end) {
                // The next turn begins with another job.
                if (($this->runs[$id] ?? null) === $run) {
                    unset($this->runs[$id]);
                    $this->runs[$id] = $run;
                }
                return self::SOON_MS;
            }
        }
        if ($isAboutToRead) {
            // No wait of the library ends when a job begins.
            $ms = min($ms, $this->counts()->running < $this->atOnce ? self::SOON_MS : self::LATER_MS);
        }
        return $ms;
    }

    private function renewToken(): void
    {
        if ($this->runs === [] || $this->core->tokens === null) {
            return;
        }
        try {
            $this->core->prepareJobs();
        } catch (\Throwable) {
            // The old one may still do. If not, the callback is asked once more, for a job that then fails with what it throws.
        }
    }

    private function hasEnded(Run $run): bool
    {
        unset($this->runs[$run->id]);
        if (!$run->end($this->queue->isClosed() ? null : $this->queue->get())) {
            // It was submitted again.
            $this->runs[$run->id] = $run;
            return false;
        }
        return true;
    }
}
