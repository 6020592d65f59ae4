<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

/** A stream of userspace that cannot seek, over what `give()` has. An empty content never ends. */
final class ForwardStream
{
    /** @var ?resource set by PHP */
    public mixed $context = null;
    private static string $content = '';
    private int $at = 0;

    /** @return resource */
    public static function give(string $content): mixed
    {
        if (!in_array('forward', stream_get_wrappers(), true)) {
            stream_wrapper_register('forward', self::class);
        }
        self::$content = $content;
        return fopen('forward://a', 'rb') ?: throw new \LogicException('not opened');
    }

    public function stream_open(): bool
    {
        return true;
    }

    public function stream_read(int $length): string
    {
        $part = substr(self::$content, $this->at, $length);
        $this->at += strlen($part);
        return $part;
    }

    public function stream_eof(): bool
    {
        return self::$content !== '' && $this->at >= strlen(self::$content);
    }

    /** @return array{size: int} a size that is wrong */
    public function stream_stat(): array
    {
        return ['size' => 5];
    }
}
