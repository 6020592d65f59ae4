<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Cancel;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\GraphUploadException;

/**
 * A blocking call of the library on this thread. While it waits, it runs the handlers of signals; what they or callbacks raise
 * ends it, and is raised when it has ended.
 *
 * @internal
 */
final class Call
{
    /** @var list<self> those that run: a callback may make another one */
    private static array $running = [];

    private ?\Throwable $raised = null;
    private bool $isLate = false;
    private float $asked = 0;

    private function __construct(private readonly ?Cancel $cancel, private readonly Deadline $deadline)
    {
    }

    /**
     * Makes the call.
     *
     * @param \Closure(CData, CData): int $call gets the flag and the place for the error
     */
    public static function make(
        #[\SensitiveParameter]
        \Closure $call,
        ?Cancel $cancel = null,
        Deadline $deadline = new Deadline(null),
    ): void {
        Signals::dispatch();
        $one = new self($cancel, $deadline);
        Signals::deferred(static fn () => $one->run($call));
        Signals::dispatch();
    }

    /** The one whose callback runs. */
    public static function current(): self
    {
        return self::$running[count(self::$running) - 1];
    }

    public function fails(\Throwable $error): void
    {
        $this->raised ??= $error;
    }

    /** Whether it may go on, asked while it waits, and before each part of a source. */
    public function mayGoOn(): bool
    {
        $now = microtime(true);
        // The library asks ten times a second.
        $asks = $now - $this->asked >= 0.05;
        $this->asked = $asks ? $now : $this->asked;
        Signals::dispatch();
        $this->isLate = $this->isLate || $this->deadline->hasPassed();
        return $this->raised === null && !$this->isLate && !($this->cancel?->isRequested($asks) ?? false);
    }

    private function run(#[\SensitiveParameter] \Closure $call): void
    {
        $native = Library::native();
        $flag = Library::made('gu_cancel', static fn (CData $made, CData $error): int => $native->gu_cancel_new($made, $error));
        $context = Callbacks::add($this);
        self::$running[] = $this;
        try {
            $poll = Callbacks::of('poll');
            Library::call(static fn (CData $error): int => $native->gu_cancel_set_poll($flag, $poll, $context, null, $error));
            if ($this->cancel?->isRequested() ?? false) {
                $native->gu_cancel_request($flag);
            }
            Library::call(static fn (CData $error): int => $call($flag, $error));
        } catch (GraphUploadException $error) {
            throw $this->raised ?? ($this->isLate && $error instanceof CancelledException ? Errors::deadline($error) : $error);
        } finally {
            array_pop(self::$running);
            Callbacks::remove($context);
            $native->gu_cancel_free($flag);
        }
        if ($this->raised !== null) {
            throw $this->raised;
        }
    }
}
