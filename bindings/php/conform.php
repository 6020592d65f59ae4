<?php

// The driver of the conformance suite; ../conformance/README.md describes what it does. Its argument is Composer's autoload.php.

declare(strict_types=1);

namespace GraphUpload\Conform;

require $argv[1];
require __DIR__ . '/conform/events.php';
require __DIR__ . '/conform/sources.php';
require __DIR__ . '/conform/objects.php';
require __DIR__ . '/conform/Steps.php';

pcntl_async_signals(true);
pcntl_signal(SIGINT, static function (): void {
    throw new Interrupted();
});

$scenario = json_decode((string) fgets(STDIN), true, flags: JSON_THROW_ON_ERROR);
(new Steps($scenario['service']))->play($scenario['steps']);
event('done');
end_processes();
Release::$isTold = false;
