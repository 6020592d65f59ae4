<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\DiffersException;
use GraphUpload\Exception\GraphUploadException;
use GraphUpload\Exception\SignInException;
use GraphUpload\Item;
use GraphUpload\Progress;
use GraphUpload\Stage;
use GraphUpload\Status;
use GraphUpload\Target;

/**
 * One upload of a queue, from its submission to its end. The thread that runs it never calls PHP: turn() does PHP's part of it.
 *
 * @internal
 */
final class Run
{
    /** How often it is submitted again with a new token, one after the other. */
    private const MOST_REFUSALS = 2;

    public int $id = 0;
    public string $path = '';
    public bool $hasEnded = false;
    public ?Item $item = null;
    public ?\Throwable $error = null;
    /** Whether it was cancelled because its timeout has passed. */
    public bool $isLate = false;
    /** Whether its stream is to be read as soon as it runs. */
    public bool $isAboutToRead = false;

    private ?Handle $job = null;
    private ?Handle $upload = null;
    private ?Progress $last = null;
    private ?\Throwable $raised = null;
    private bool $isCancelled = false;
    private bool $isInTurn = false;
    private int $generation = 0;
    private int $refusals = 0;
    private float $shown = 0;

    private function __construct(
        private ?Source $source,
        private readonly ?Target $target,
        private ?Watcher $watcher,
        private readonly ?Core $core,
    ) {
    }

    /** One that is still to be submitted. What is wrong with its settings is raised here. */
    public static function prepared(Core $core, Source $source, Target $target, Settings $settings): self
    {
        $run = new self($source, $target, $settings->watcher, $core);
        $run->upload = $settings->upload();
        $source->setForJob($run->upload->get(), $settings->spoolMaxBytes);
        return $run;
    }

    /** One that an earlier process has left. */
    public static function inherited(CData $job): self
    {
        $run = new self(null, null, null, null);
        $run->attach(new Handle($job, 'gu_job_free', 'job'));
        return $run;
    }

    public function submit(CData $queue): void
    {
        $native = Library::native();
        $this->core?->prepareJobs();
        $this->generation = $this->core?->tokens?->generation ?? 0;
        $upload = $this->upload?->get();
        $target = $this->target?->pointer();
        $this->attach(new Handle(Library::made('gu_job', static fn (CData $made, CData $error): int
            => $native->gu_queue_submit($queue, $upload, $target, 0, null, $made, $error)), 'gu_job_free', 'job'));
    }

    /**
     * Does PHP's part. Returns whether it has moved something, and null if there is nothing to do.
     *
     * @param float $end when the turn is over
     */
    public function turn(float $end): ?bool
    {
        $this->isAboutToRead = false;
        // A source or a callback may upload something itself, and wait for it.
        if ($this->hasEnded || $this->job === null || $this->isInTurn) {
            return null;
        }
        $this->isInTurn = true;
        $pump = $this->source?->pump;
        $moved = null;
        try {
            if ($pump?->spooled() !== null && !$this->isCancelled) {
                $stage = $this->stage();
                $this->isAboutToRead = $stage === Stage::Waiting;
                $moved = $stage === Stage::Running ? $pump->turn($end) : null;
            }
            $this->show();
        } catch (\Throwable $error) {
            $this->raised ??= $error;
            $this->cancel();
        } finally {
            $this->isInTurn = false;
        }
        return $moved;
    }

    /** Waits inside the library. Returns whether it has ended. */
    public function wait(int $ms): bool
    {
        $native = Library::native();
        $job = $this->pointer();
        $error = $native->ffi->new('gu_error *');
        $status = $native->gu_job_wait($job, $ms, null, \FFI::addr($error));
        if ($status === Status::Timeout->value) {
            $native->gu_error_free($error);
            return false;
        }
        if ($status !== 0) {
            throw Errors::taken($error, $status);
        }
        return true;
    }

    public function cancel(): void
    {
        $this->isCancelled = true;
        $this->do('gu_job_cancel');
    }

    /** @param 'gu_job_cancel'|'gu_job_pause'|'gu_job_continue'|'gu_job_move_to_front' $function */
    public function do(string $function): void
    {
        if (!$this->hasEnded) {
            $native = Library::native();
            $job = $this->pointer();
            Library::call(static fn (CData $error): int => $native->{$function}($job, $error));
        }
    }

    public function stage(): Stage
    {
        return $this->hasEnded ? Stage::Ended : Stage::from(Library::native()->gu_job_stage($this->pointer()));
    }

    public function progress(): Progress
    {
        return $this->last ?? Numbers::ofJob($this->pointer(), $this->source?->pump?->spooled());
    }

    /**
     * Notes how it has ended, and lets go of everything; or submits it again, if its token was refused and there is another one. The
     * same upload goes on where it was, and looks before it sends anything twice.
     *
     * @param ?CData $queue null if it cannot be submitted again
     */
    public function end(?CData $queue): bool
    {
        $native = Library::native();
        $job = $this->pointer();
        $status = $native->gu_job_status($job);
        $error = $status === 0 ? null : Errors::described($native->gu_job_error($job), $status);
        if ($error instanceof SignInException && $queue !== null && $this->isSubmittedAgain($error, $queue)) {
            return false;
        }
        $stored = $native->gu_job_item($job);
        $this->item = $stored === null ? null : Numbers::item($stored);
        $this->last = Numbers::ofJob($job);
        if ($status === 0 && $this->raised === null) {
            $this->showAtEnd();
        }
        $this->error = $this->raised ?? $this->failure($error);
        $this->hasEnded = true;
        $this->letGo();
        return true;
    }

    /** Lets go of the handle. The upload goes on. */
    public function close(): void
    {
        $this->job?->close();
    }

    private function attach(Handle $job): void
    {
        $native = Library::native();
        $this->job?->close();
        $this->job = $job;
        $this->id = $native->gu_job_id($job->get());
        $this->path = $native->gu_job_path($job->get());
    }

    private function pointer(): CData
    {
        return $this->job?->get() ?? throw new \LogicException('the job was not submitted');
    }

    private function isSubmittedAgain(SignInException $error, CData $queue): bool
    {
        $isTokenRefused = $error->httpStatus === 401 && $this->core?->tokens !== null;
        if (!$isTokenRefused || $this->isCancelled || $this->raised !== null || $this->refusals >= self::MOST_REFUSALS) {
            return false;
        }
        $this->refusals++;
        try {
            $this->core->renew($this->generation, $error->claims);
            $this->submit($queue);
        } catch (GraphUploadException) {
            // The first error tells more.
            return false;
        } catch (\Throwable $raised) {
            $this->raised = $raised;
            return false;
        }
        return true;
    }

    /** Tells the callback, at most ten times a second. */
    private function show(): void
    {
        if ($this->watcher === null || $this->isCancelled || microtime(true) - $this->shown < 0.1) {
            return;
        }
        $now = $this->progress();
        if ($now->sent === 0 && $now->spooled === 0 && $now->waitsMs === 0) {
            return;
        }
        $this->shown = microtime(true);
        if (!$this->watcher->show($now)) {
            $this->cancel();
        }
    }

    private function showAtEnd(): void
    {
        try {
            if ($this->last !== null) {
                $this->watcher?->show($this->last);
            }
        } catch (\Throwable $error) {
            $this->raised = $error;
        }
    }

    private function failure(?GraphUploadException $error): ?GraphUploadException
    {
        if ($error instanceof DiffersException) {
            $error->item = $this->item;
        }
        return $this->isLate && $error instanceof CancelledException ? Errors::deadline($error) : $error;
    }

    /** The job's thread is done with the source. */
    private function letGo(): void
    {
        $this->close();
        $this->upload?->close();
        $this->source = null;
        $this->watcher = null;
    }
}
