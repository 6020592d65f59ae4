<?php

// What the driver prints.

declare(strict_types=1);

namespace GraphUpload\Conform;

use GraphUpload\Exception\DiffersException;
use GraphUpload\Exception\GraphUploadException;
use GraphUpload\Item;

/** What callbacks raise. */
final class Boom extends \Exception
{
}

/** Ctrl-C. */
final class Interrupted extends \Exception
{
}

/** Tells that nothing refers to an object any more. */
final class Release
{
    public static bool $isTold = true;
    private static \WeakMap $objects;

    private function __construct(private readonly string $what, private readonly string $of)
    {
    }

    /**
     * @template T of object
     * @param T $object
     * @return T
     */
    public static function of(string $what, string $of, object $object): object
    {
        self::$objects ??= new \WeakMap();
        self::$objects[$object] = new self($what, $of);
        return $object;
    }

    public function __destruct()
    {
        if (self::$isTold) {
            event('released', ['what' => $this->what, 'of' => $this->of]);
        }
    }
}

/** @param array<string, mixed> $members */
function event(string $name, array $members = []): void
{
    static $process = [];
    if ($name === 'process') {
        $process = $members;
        return;
    }
    $flags = JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES;
    fwrite(STDOUT, json_encode(['event' => $name, ...$members, ...$process], $flags) . "\n");
    fflush(STDOUT);
}

function result(string $of, ?Item $item = null, ?\Throwable $error = null): void
{
    $item = $error instanceof DiffersException ? $error->item : $item;
    $more = $item === null ? [] : ['item' => item_fields($item)];
    match (true) {
        $error === null => event('result', ['of' => $of, 'status' => 'GU_OK', ...$more]),
        $error instanceof GraphUploadException
            => event('result', ['of' => $of, 'status' => $error->statusName, 'error' => error_fields($error), ...$more]),
        $error instanceof Interrupted => event('result', ['of' => $of, 'status' => 'GU_ERR_CANCELLED']),
        $error instanceof Boom => event('result', ['of' => $of, 'raised' => $error->getMessage()]),
        default => event('result', ['of' => $of, 'raised' => get_class($error) . ': ' . $error->getMessage()]),
    };
}

/** @return array<string, mixed> */
function item_fields(Item $item): array
{
    return [
        'id' => $item->id,
        'name' => $item->name,
        'size' => $item->size ?? -1,
        'etag' => $item->etag,
        'web_url' => $item->webUrl,
        'integrity' => strtolower($item->integrity->name),
        'recovered' => $item->recovered,
    ];
}

/** @return array<string, mixed> */
function error_fields(GraphUploadException $error): array
{
    return [
        'status_name' => $error->statusName,
        'message' => $error->getMessage(),
        'http_status' => $error->httpStatus,
        'service_codes' => $error->serviceCodes,
        'request_id' => $error->requestId,
        'host' => $error->host,
        'diagnostics' => $error->diagnostics,
        'claims' => $error->claims,
        'retry_after_ms' => $error->retryAfterMs,
        'os_error' => $error->osError,
        'retryable' => $error->retryable,
        'in_doubt' => $error->inDoubt,
        'session_kept' => $error->sessionKept,
        'offset' => $error->offset,
        'attempts' => $error->attempts,
    ];
}
