<?php

declare(strict_types=1);

namespace GraphUpload;

/** What a token callback is asked for. */
final readonly class TokenRequest
{
    /**
     * @param bool $rejected whether the service refused the last token, so that a cached one is of no use
     * @param string $claims the claims that the service wants in the token, as JSON; empty if it wants none
     */
    public function __construct(public bool $rejected, public string $claims)
    {
    }
}
