<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;

/**
 * The callbacks of the library that PHP answers, one of each kind: ext-ffi keeps each until the end of the request.
 *
 * They are only given to calls that run them on this thread: gu_upload_run() and those of sessions. Nothing may leave them, so each
 * catches everything. A context is a number, which stands for an object until it is removed.
 *
 * @internal
 */
final class Callbacks
{
    /** The wait after an empty part of a source, in microseconds. */
    private const EMPTY_US = 5000;

    /** @var array<int, object> */
    private static array $contexts = [];
    private static int $last = 0;
    private static ?CData $table = null;

    /** A context for an object, which is kept until remove(). */
    public static function add(object $object): int
    {
        self::$contexts[++self::$last] = $object;
        return self::$last;
    }

    public static function remove(int $context): void
    {
        unset(self::$contexts[$context]);
    }

    /** @param 'poll'|'progress'|'read'|'read_at'|'save'|'token'|'log' $kind */
    public static function of(string $kind): CData
    {
        self::$table ??= self::table();
        return self::$table->{$kind};
    }

    private static function table(): CData
    {
        $table = Library::native()->ffi->new('struct { gu_poll_callback poll; gu_progress_callback progress; '
            . 'gu_read_callback read; gu_read_at_callback read_at; gu_save_callback save; gu_token_callback token; gu_log_callback log; }');
        $table->poll = self::poll(...);
        $table->progress = self::progress(...);
        $table->read = self::read(...);
        $table->read_at = self::readAt(...);
        $table->save = self::save(...);
        $table->token = self::token(...);
        $table->log = self::log(...);
        return $table;
    }

    private static function poll(int $context): int
    {
        return self::answer(static function () use ($context): int {
            $call = self::$contexts[$context];
            assert($call instanceof Call);
            return $call->mayGoOn() ? 0 : 1;
        }, 1);
    }

    private static function progress(CData $numbers, int $context): int
    {
        return self::answer(static function () use ($numbers, $context): int {
            $watcher = self::$contexts[$context];
            assert($watcher instanceof Watcher);
            return $watcher->show(Numbers::ofProgress($numbers)) ? 0 : 1;
        }, 1);
    }

    private static function read(CData $buffer, int $length, CData $count, int $context): int
    {
        return self::give($buffer, $length, $count, $context, null);
    }

    private static function readAt(int $offset, CData $buffer, int $length, CData $count, int $context): int
    {
        return self::give($buffer, $length, $count, $context, $offset);
    }

    private static function give(CData $buffer, int $length, CData $count, int $context, ?int $offset): int
    {
        return self::answer(static function () use ($buffer, $length, $count, $context, $offset): int {
            $feed = self::$contexts[$context];
            assert($feed instanceof Feed);
            if ($offset !== null) {
                $feed->seek($offset);
            }
            for (;;) {
                if (!Call::current()->mayGoOn()) {
                    return Native::GU_READ_STOP;
                }
                if ($feed->isReady(Library::SLICE_MS)) {
                    $part = $feed->read($length);
                    if ($part !== null) {
                        break;
                    }
                    // Nothing tells when there will be more.
                    usleep(self::EMPTY_US);
                }
            }
            \FFI::memcpy($buffer, $part, strlen($part));
            $count[0] = strlen($part);
            return 0;
        }, Native::GU_READ_FAILED);
    }

    private static function save(CData $state, int $context): int
    {
        return self::answer(static function () use ($state, $context): int {
            $keeper = self::$contexts[$context];
            assert($keeper instanceof Keeper);
            $keeper->keep(States::bytes($state));
            return 0;
        }, 1);
    }

    private static function token(CData $sink, int $context): int
    {
        return self::answer(static function () use ($sink, $context): int {
            $native = Library::native();
            $tokens = self::$contexts[$context];
            assert($tokens instanceof Tokens);
            $rejected = $native->gu_token_sink_was_rejected($sink) !== 0;
            $token = $tokens->answer($rejected, $native->gu_token_sink_claims($sink));
            Library::call(static fn (CData $error): int => $native->gu_token_sink_put($sink, $token, $error));
            return 0;
        }, -1);
    }

    private static function log(CData $record, int $context): void
    {
        try {
            $log = self::$contexts[$context];
            assert($log instanceof Log);
            $native = Library::native();
            $log->write($native->gu_log_record_level($record), $native->gu_log_record_message($record));
        } catch (\Throwable $error) {
            // It does not end what it is told of.
            error_log("graph-upload: the log callback has failed: {$error->getMessage()}");
        }
    }

    /**
     * What a callback returns. What it raises is kept for the caller of the blocking call.
     *
     * @param \Closure(): int $body
     */
    private static function answer(#[\SensitiveParameter] \Closure $body, int $failed): int
    {
        try {
            return $body();
        } catch (\Throwable $error) {
            Call::current()->fails($error);
            return $failed;
        }
    }
}
