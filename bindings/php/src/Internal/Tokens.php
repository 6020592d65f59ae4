<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Status;
use GraphUpload\TokenRequest;

/**
 * Fetches the tokens of a client by its callback.
 *
 * Calls on this thread ask by answer(). Jobs cannot ask, as they run on threads of the library: they are given the token that is
 * current(), and one that the service has refused is replaced by renew().
 *
 * @internal
 */
final class Tokens
{
    /** The address whose token a provider of Kiota is asked for. */
    private const URL = 'https://graph.microsoft.com';

    /** After how many seconds the callback is asked again for jobs. */
    private const SECONDS = 300;

    /** How many tokens there were. */
    public int $generation = 0;
    /** A string or null, which var_dump() does not show. */
    private \SensitiveParameterValue $token;
    private bool $isFetched = false;
    private float $fetched = 0;
    /** A \Closure(bool, string): mixed, which may hold secrets of the program. */
    private readonly \SensitiveParameterValue $fetch;

    /** @param callable|object $source a callback, or an AccessTokenProvider of Kiota */
    public function __construct(#[\SensitiveParameter] mixed $source)
    {
        $this->token = new \SensitiveParameterValue(null);
        $this->fetch = new \SensitiveParameterValue(match (true) {
            is_object($source) && method_exists($source, 'getAuthorizationTokenAsync') => self::ofProvider($source),
            is_callable($source) => static fn (bool $rejected, string $claims): mixed
                => $source(new TokenRequest($rejected, self::json($claims))),
            default => throw new \TypeError(
                'token: a string, a callable or an access token provider expected, not ' . get_debug_type($source)
            ),
        });
    }

    /** The token for jobs. The callback is asked again in time: a provider renews what is about to expire. */
    public function current(): ?string
    {
        $isOld = $this->isFetched && microtime(true) - $this->fetched >= self::SECONDS;
        return $this->generation === 0 || $isOld ? $this->fetch(false, '') : $this->token->getValue();
    }

    /** The token in place of the one of a generation, which was refused. */
    public function renew(int $generation, string $claims): ?string
    {
        return $generation < $this->generation ? $this->token->getValue() : $this->fetch(true, $claims);
    }

    /** The token for a call on this thread. */
    public function answer(bool $rejected, string $claims): string
    {
        return $rejected ? $this->fetch(true, $claims) : $this->current() ?? throw Errors::of(Status::SignIn, 'token: it was removed');
    }

    /** Replaces the token by one of the caller. */
    public function replace(#[\SensitiveParameter] ?string $token): void
    {
        $this->token = new \SensitiveParameterValue($token);
        $this->generation++;
        $this->isFetched = false;
    }

    private function fetch(bool $rejected, string $claims): string
    {
        $token = ($this->fetch->getValue())($rejected, $claims);
        if (!is_string($token)) {
            throw new \TypeError('token: the callback must return a string, not ' . get_debug_type($token));
        }
        $this->replace(Library::text($token, 'token'));
        $this->isFetched = true;
        $this->fetched = microtime(true);
        return $token;
    }

    /** @return \Closure(bool, string): mixed */
    private static function ofProvider(#[\SensitiveParameter] object $provider): \Closure
    {
        return static function (bool $rejected, string $claims) use ($provider): mixed {
            // It decodes the claims itself. Without any it renews what has expired by its own clock.
            $context = $claims === '' ? [] : ['claims' => $claims];
            $promise = $provider->getAuthorizationTokenAsync(self::URL, $context);
            return is_object($promise) && method_exists($promise, 'wait') ? $promise->wait() : $promise;
        };
    }

    /** Claims as sign-in libraries take them: the service encodes them in base64. */
    private static function json(string $claims): string
    {
        $decoded = base64_decode($claims, true);
        return $decoded === false ? $claims : $decoded;
    }
}
