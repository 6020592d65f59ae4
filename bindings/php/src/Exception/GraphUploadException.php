<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

use GraphUpload\Status;

/** An upload failed. The class tells what the caller can do about it; getCode() is the number of the status. */
class GraphUploadException extends \RuntimeException
{
    /**
     * @param ?Status $status what happened; null for a number that this version does not know
     * @param string $statusName its name, such as "GU_ERR_NETWORK"
     * @param int $httpStatus HTTP status of the response that caused the error, or 0
     * @param list<string> $serviceCodes the service's error codes, from the outermost to the most specific
     * @param string $requestId the id by which the service's operators find the request, or ""
     * @param string $host the host that responded or could not be reached, or ""
     * @param string $diagnostics the service's diagnostics for its operators, or ""
     * @param string $claims the claims challenge of a 401 response, or ""
     * @param int $retryAfterMs how long the service asked to wait, in milliseconds, or 0
     * @param int $osError the operating system's error number, or 0
     * @param bool $retryable whether repeating the same call later may help
     * @param bool $inDoubt whether the file may be stored although the call failed
     * @param bool $sessionKept whether the upload session still exists at the service
     * @param int $offset the offset in the file that the error is about
     * @param int $attempts the number of attempts in a row without progress
     */
    public function __construct(
        string $message = '',
        public readonly ?Status $status = null,
        public readonly string $statusName = '',
        public readonly int $httpStatus = 0,
        public readonly array $serviceCodes = [],
        public readonly string $requestId = '',
        public readonly string $host = '',
        public readonly string $diagnostics = '',
        public readonly string $claims = '',
        public readonly int $retryAfterMs = 0,
        public readonly int $osError = 0,
        public readonly bool $retryable = false,
        public readonly bool $inDoubt = false,
        public readonly bool $sessionKept = false,
        public readonly int $offset = 0,
        public readonly int $attempts = 0,
        int $code = 0,
        ?\Throwable $previous = null,
    ) {
        parent::__construct($message, $code ?: $status->value ?? 0, $previous);
    }

    /** The service's most specific error code, or "". */
    public function serviceCode(): string
    {
        return $this->serviceCodes === [] ? '' : $this->serviceCodes[count($this->serviceCodes) - 1];
    }
}
