<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Exception\ArgumentException;
use GraphUpload\Exception\BugException;
use GraphUpload\Exception\BusyException;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\ConflictException;
use GraphUpload\Exception\DeadlineException;
use GraphUpload\Exception\DeniedException;
use GraphUpload\Exception\DiffersException;
use GraphUpload\Exception\GraphUploadException;
use GraphUpload\Exception\LimitException;
use GraphUpload\Exception\NetworkException;
use GraphUpload\Exception\NotFoundException;
use GraphUpload\Exception\OutcomeUnknownException;
use GraphUpload\Exception\ResourceException;
use GraphUpload\Exception\SavedStateException;
use GraphUpload\Exception\ServiceException;
use GraphUpload\Exception\SignInException;
use GraphUpload\Exception\SourceException;
use GraphUpload\Exception\StateException;
use GraphUpload\Exception\ThrottledException;
use GraphUpload\Status;

/**
 * Makes exceptions of the library's errors. Traces do not show what is freed, which a program that prints them would read.
 *
 * @internal
 */
final class Errors
{
    /** The exception for an error object, which is freed. */
    public static function taken(#[\SensitiveParameter] CData $error, int $status): GraphUploadException
    {
        try {
            return self::described($error, $status);
        } finally {
            Library::native()->gu_error_free($error);
        }
    }

    /** The exception for an error object. */
    public static function described(#[\SensitiveParameter] ?CData $error, int $status): GraphUploadException
    {
        $native = Library::native();
        $codes = $native->gu_error_service_codes($error);
        $class = self::classOf($status);
        return new $class(
            message: $native->gu_error_message($error) ?: $native->gu_status_name($status),
            status: Status::tryFrom($status),
            statusName: $native->gu_status_name($status),
            httpStatus: $native->gu_error_http_status($error),
            serviceCodes: $codes === '' ? [] : explode(' ', $codes),
            requestId: $native->gu_error_request_id($error),
            host: $native->gu_error_host($error),
            diagnostics: $native->gu_error_diagnostics($error),
            claims: $native->gu_error_claims($error),
            retryAfterMs: $native->gu_error_retry_after_ms($error),
            osError: $native->gu_error_os_error($error),
            retryable: $native->gu_error_is_retryable($error) !== 0,
            inDoubt: $native->gu_error_in_doubt($error) !== 0,
            sessionKept: $native->gu_error_session_kept($error) !== 0,
            offset: $native->gu_error_offset($error),
            attempts: $native->gu_error_attempts($error),
            code: $status,
        );
    }

    /** An error that this package finds before or beside the library. */
    public static function of(Status $status, string $message): GraphUploadException
    {
        $class = self::classOf($status->value);
        return new $class($message, $status, Library::native()->gu_status_name($status->value));
    }

    /** The same error of a cancelled upload whose timeout has passed. */
    public static function deadline(CancelledException $error): DeadlineException
    {
        return new DeadlineException(
            'the timeout has passed',
            $error->status,
            $error->statusName,
            $error->httpStatus,
            $error->serviceCodes,
            $error->requestId,
            $error->host,
            $error->diagnostics,
            $error->claims,
            $error->retryAfterMs,
            $error->osError,
            $error->retryable,
            $error->inDoubt,
            $error->sessionKept,
            $error->offset,
            $error->attempts,
        );
    }

    /**
     * The same error, whose trace does not show options: PHP heeds #[\SensitiveParameter] for none that is given by its name to a
     * variadic parameter.
     */
    public static function withoutOptions(\Throwable $error): \Throwable
    {
        $trace = $error->getTrace();
        foreach ($trace as $number => $frame) {
            if (str_starts_with($frame['class'] ?? '', 'GraphUpload\\')) {
                foreach (array_filter(array_keys($frame['args'] ?? []), is_string(...)) as $name) {
                    $trace[$number]['args'][$name] = new \SensitiveParameterValue($frame['args'][$name]);
                }
            }
        }
        $class = $error instanceof \Exception ? \Exception::class : \Error::class;
        (new \ReflectionProperty($class, 'trace'))->setValue($error, $trace);
        return $error;
    }

    /** @return class-string<GraphUploadException> */
    private static function classOf(int $status): string
    {
        return match (Status::tryFrom($status)) {
            Status::Argument => ArgumentException::class,
            Status::State, Status::Incomplete, Status::Stored => StateException::class,
            Status::Busy => BusyException::class,
            Status::Cancelled => CancelledException::class,
            Status::SavedState => SavedStateException::class,
            Status::SourceUnreadable, Status::SourceShort, Status::SourceChanged, Status::Rewind => SourceException::class,
            Status::Memory, Status::Resources => ResourceException::class,
            Status::Network, Status::Tls, Status::Timeout => NetworkException::class,
            Status::SignIn => SignInException::class,
            Status::Denied => DeniedException::class,
            Status::NotFound => NotFoundException::class,
            Status::Conflict => ConflictException::class,
            Status::TooLarge, Status::TooSmall, Status::Quota => LimitException::class,
            Status::Throttled => ThrottledException::class,
            Status::Server, Status::Expired, Status::UnexpectedResponse => ServiceException::class,
            Status::OutcomeUnknown => OutcomeUnknownException::class,
            Status::Differs => DiffersException::class,
            Status::Bug => BugException::class,
            default => GraphUploadException::class,
        };
    }
}
