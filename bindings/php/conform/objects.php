<?php

// What the driver gives to the package beside sources.

declare(strict_types=1);

namespace GraphUpload\Conform;

use GraphUpload\Progress;
use GraphUpload\Target;
use GraphUpload\TokenRequest;

function camel(string $name): string
{
    return lcfirst(str_replace('_', '', ucwords($name, '_')));
}

/** @param array<string, mixed> $wish */
function target(array $wish): Target
{
    $words = array_diff_key($wish, ['kind' => true, 'properties' => true]);
    $words = array_combine(array_map(camel(...), array_keys($words)), $words);
    return Target::{camel($wish['kind'])}(...$words, ...($wish['properties'] ?? []));
}

/** @param array<string, mixed> $wish */
function progress(array $wish, string $of): \Closure
{
    return Release::of('progress', $of, static function (Progress $now) use ($wish, $of): bool {
        $numbers = ['sent' => $now->sent, 'confirmed' => $now->confirmed, 'total' => $now->total ?? 0, 'spooled' => $now->spooled];
        event('progress', ['of' => $of, ...$numbers]);
        if ($now->sent >= ($wish['raise_at'] ?? INF)) {
            throw new Boom('boom');
        }
        return $now->sent < ($wish['stop_at'] ?? INF);
    });
}

/** As those of Microsoft's SDK, which do not tell what was rejected. */
final class Provider
{
    public function __construct(private readonly \Closure $following)
    {
    }

    /** @param array<string, mixed> $additionalAuthenticationContext */
    public function getAuthorizationTokenAsync(string $url, array $additionalAuthenticationContext = []): object
    {
        assert($url === 'https://graph.microsoft.com');
        $token = ($this->following)(false, $additionalAuthenticationContext['claims'] ?? '');
        return new class ($token) {
            public function __construct(private readonly string $token)
            {
            }

            public function wait(): string
            {
                return $this->token;
            }
        };
    }
}

/** @param array<string, mixed> $wish */
function token(array $wish, string $of): ?object
{
    $tokens = $wish['tokens'] ?? [];
    $following = static function (bool $rejected, string $claims) use (&$tokens, $wish, $of): string {
        event('token', ['of' => $of, 'rejected' => $rejected, 'claims' => $claims]);
        if ($wish['raise'] ?? false) {
            throw new Boom('boom');
        }
        return count($tokens) > 1 ? array_shift($tokens) : $tokens[0];
    };
    $token = match ($wish['kind']) {
        'none' => null,
        'callback' => static fn (TokenRequest $request): string => $following($request->rejected, $request->claims),
        'credential' => new Provider($following),
    };
    return $token === null ? null : Release::of('token', $of, $token);
}

/** @param array<string, mixed> $wish */
function log(array $wish, string $of): \Closure
{
    return Release::of('log', $of, static function (string $level, string $message) use ($wish, $of): void {
        event('log', ['of' => $of, 'level' => $level, 'message' => $message]);
        if ($wish['raise'] ?? false) {
            throw new Boom('boom');
        }
    });
}

/**
 * The arguments of a client.
 *
 * @param array<string, mixed> $step
 * @param array<string, string> $service
 * @return array<string, mixed>
 */
function client_arguments(array $step, array $service): array
{
    $of = $step['as'] ?? 'client';
    $options = ['base_url' => $service['base_url'], 'loopback' => true];
    if ($step['trust'] ?? true) {
        $options['ca_file'] = $service['ca_file'];
    }
    $options = [...$options, ...($step['options'] ?? [])];
    if (isset($options['log'])) {
        $options['log'] = log($options['log'], $of);
    }
    return ['token' => isset($step['token']) ? token($step['token'], $of) : $service['token'], ...$options];
}

/**
 * The arguments of an upload.
 *
 * @param array<string, mixed> $step
 * @return array<string, mixed>
 */
function upload_arguments(array $step): array
{
    [$source, $arguments] = source($step['source'], $step['as']);
    if (isset($step['progress'])) {
        $arguments['progress'] = progress($step['progress'], $step['as']);
    }
    foreach ($step['settings'] ?? [] as $name => $value) {
        $arguments[camel($name)] = $name === 'key' ? hex2bin($value) : $value;
    }
    return ['source' => $source, 'target' => target($step['target']), ...$arguments];
}
