<?php

declare(strict_types=1);

namespace GraphUpload;

use GraphUpload\Internal\Library;

/** What needs no client. */
final class GraphUpload
{
    /** Version of the library, which is that of the package. */
    public static function version(): string
    {
        return Library::native()->gu_version_string();
    }

    /** What `ffi.preload` in php.ini reads: the declarations, with the path of the library on this machine. */
    public static function header(): string
    {
        return Library::header();
    }

    /**
     * The limits of each kind of target, as `gu_rules_json()` describes them.
     *
     * @return list<array<string, mixed>>
     */
    public static function rules(): array
    {
        return json_decode(Library::native()->gu_rules_json(), true, flags: JSON_THROW_ON_ERROR);
    }

    /**
     * Uploads one file; see `Client::upload()`. For more than one make a `Client`, which keeps its connections.
     *
     * @param string|\SplFileInfo|Bytes|resource|Reader|\Psr\Http\Message\StreamInterface|iterable<string> $source
     * @param string|callable(TokenRequest): string|object $token
     * @param ?callable(Progress): mixed $progress
     * @param mixed ...$options those of `Client`
     *
     * @throws Exception\GraphUploadException
     */
    public static function upload(
        mixed $source,
        Target|string $target,
        #[\SensitiveParameter]
        mixed $token,
        ?callable $progress = null,
        ?float $timeout = null,
        #[\SensitiveParameter]
        mixed ...$options,
    ): Item {
        $client = new Client($token, ...$options);
        return $client->upload($source, $target, progress: $progress, timeout: $timeout);
    }
}
