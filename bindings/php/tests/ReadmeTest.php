<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

/** The programs of README.md run as they stand, against the simulated service. */
final class ReadmeTest extends SimulatedCase
{
    /** @dataProvider programs */
    public function testProgram(string $code): void
    {
        $this->written('May.pdf', str_repeat('%PDF', 1000));
        $this->written('June.pdf', str_repeat('%PDF', 2000));
        if (str_starts_with($code, '// content of')) {
            $this->assertTestPasses($code);
            return;
        }
        // The program as it stands starts with PHP's tag; a part of one gets it.
        $code = (string) preg_replace('/^<\?php\s+require \'vendor\/autoload.php\';\s+/', '', $code);
        $prelude = '$token = getenv("SERVICE_TOKEN");' . "\n"
            . 'function sign_in(bool $refresh, string $claims): string { return getenv("SERVICE_TOKEN"); }' . "\n"
            . 'function client(mixed ...$given): GraphUpload\Client { return new GraphUpload\Client(...[...$given, '
            . '"base_url" => getenv("SERVICE_URL"), "ca_file" => getenv("SERVICE_CA"), "loopback" => true]); }' . "\n";
        // Imports come first.
        preg_match_all('/^use .*;$/m', $code, $imports);
        $code = implode("\n", $imports[0]) . "\n" . $prelude
            . str_replace('new Client(', 'client(', (string) preg_replace('/^use .*;$/m', '', $code));
        [$status, $output] = $this->program($code);
        $this->assertSame(0, $status, $output);
        $this->assertStringNotContainsString('Warning', $output);
        if (!str_contains($code, 'new Simulator') && !str_contains($code, 'an-expired-token')) {
            $this->assertNotEmpty($this->simulator()->files());
        }
        if (str_contains($code, 'new Simulator')) {
            $this->assertStringContainsString('[me/drive/root:/Reports/May.pdf] => The content of May', $output);
        }
    }

    /** @return iterable<string, array{string}> */
    public static function programs(): iterable
    {
        $package = dirname((string) (new \ReflectionClass(\GraphUpload\Client::class))->getFileName(), 2);
        $text = (string) file_get_contents("$package/README.md");
        foreach (preg_split('/^## /m', $text) ?: [] as $part) {
            preg_match_all('/^```php\n(.*?)^```$/ms', $part, $found);
            foreach ($found[1] as $number => $code) {
                yield strtok($part, "\n") . ($number > 0 ? ' ' . $number + 1 : '') => [$code];
            }
        }
    }

    private function assertTestPasses(string $code): void
    {
        $loader = dirname((string) (new \ReflectionClass(\Composer\Autoload\ClassLoader::class))->getFileName(), 2);
        $file = $this->written('ReportTest.php', "<?php\n$code");
        $words = array_map(escapeshellarg(...), ['phpunit', '--no-configuration', '--bootstrap', "$loader/autoload.php", $file]);
        exec(implode(' ', $words) . ' 2>&1', $output, $status);
        $this->assertSame(0, $status, implode("\n", $output));
        $this->assertStringContainsString('OK (1 test', implode("\n", $output));
    }
}
