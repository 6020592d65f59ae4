<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

/** Stands for a filter that encrypts. */
final class InvertingFilter extends \php_user_filter
{
    public static function register(): string
    {
        if (!in_array('invert', stream_get_filters(), true)) {
            stream_filter_register('invert', self::class);
        }
        return 'invert';
    }

    public function filter($in, $out, &$consumed, bool $closing): int
    {
        while ($bucket = stream_bucket_make_writeable($in)) {
            $bucket->data = ~$bucket->data;
            $consumed += $bucket->datalen;
            stream_bucket_append($out, $bucket);
        }
        return PSFS_PASS_ON;
    }
}
