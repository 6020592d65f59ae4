<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

/**
 * When handlers of signals run: between two calls of the library, where they may throw.
 *
 * @internal
 */
final class Signals
{
    /** Runs the handlers of signals that have arrived. */
    public static function dispatch(): void
    {
        if (function_exists('pcntl_signal_dispatch')) {
            pcntl_signal_dispatch();
        }
    }

    /**
     * Runs what no handler may interrupt, such as a callback of the library, which an exception must not leave. Handlers run after it.
     *
     * @template T
     * @param \Closure(): T $body
     * @return T
     */
    public static function deferred(#[\SensitiveParameter] \Closure $body): mixed
    {
        $were = function_exists('pcntl_async_signals') && pcntl_async_signals(false);
        try {
            return $body();
        } finally {
            if ($were) {
                pcntl_async_signals(true);
                // What arrived meanwhile would wait for the next signal.
                pcntl_signal_dispatch();
            }
        }
    }
}
