<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Testing\Simulator;
use PHPUnit\Framework\TestCase;

/** A test with the simulated service, new for each, and an empty folder. */
abstract class SimulatedCase extends TestCase
{
    private ?Simulator $simulator = null;
    private ?string $folder = null;

    protected function tearDown(): void
    {
        $this->simulator?->close();
        $this->simulator = null;
        if ($this->folder !== null) {
            exec('rm -rf ' . escapeshellarg($this->folder));
            $this->folder = null;
        }
    }

    protected function simulator(string ...$arguments): Simulator
    {
        return $this->simulator ??= new Simulator(...$arguments);
    }

    /** The folder, or the path of a file in it. */
    protected function folder(string $name = ''): string
    {
        if ($this->folder === null) {
            $this->folder = (string) tempnam(sys_get_temp_dir(), 'graph-upload-');
            unlink($this->folder);
            mkdir($this->folder);
        }
        return $name === '' ? $this->folder : "{$this->folder}/$name";
    }

    /** A file in the folder. */
    protected function written(string $name, string $content): string
    {
        file_put_contents($this->folder($name), $content);
        return $this->folder($name);
    }

    /** Bytes that repeat nowhere near. */
    protected static function content(int $size): string
    {
        $content = '';
        for ($block = 0; strlen($content) < $size; $block++) {
            $content .= hash('sha256', (string) $block, true);
        }
        return substr($content, 0, $size);
    }

    /**
     * Runs a program of PHP with the package.
     *
     * @param list<string> $options of PHP
     * @return array{int, string} its exit status and what it has printed
     */
    protected function program(string $code, array $options = [], string $php = PHP_BINARY): array
    {
        $loader = (new \ReflectionClass(\Composer\Autoload\ClassLoader::class))->getFileName();
        $autoload = var_export(dirname((string) $loader, 2) . '/autoload.php', true);
        $file = $this->written('program.php', "<?php\nrequire $autoload;\n$code");
        $environment = ['SERVICE_URL' => $this->simulator()->url, 'SERVICE_TOKEN' => $this->simulator()->token,
            'SERVICE_CA' => (string) $this->simulator()->caFile];
        $process = proc_open([$php, ...$options, $file], [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes, $this->folder(), [
            ...getenv(),
            ...$environment,
        ]);
        assert($process !== false);
        $output = (string) stream_get_contents($pipes[1]);
        return [proc_close($process), $output];
    }

    /** A client in such a program. */
    protected const CLIENT = '$client = new GraphUpload\Client(getenv("SERVICE_TOKEN"), base_url: getenv("SERVICE_URL"), '
        . 'ca_file: getenv("SERVICE_CA"), loopback: true, piece_bytes: 983040, one_request_bytes: 0);' . "\n";
}
