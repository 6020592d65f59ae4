<?php

declare(strict_types=1);

namespace GraphUpload\Testing;

use GraphUpload\Client;

/**
 * The simulated service, for tests of programs that upload. It runs until it is closed, at the latest with the last reference to it.
 *
 * GU_SIMULATOR names its program, graph-upload-simulator, which is found in the path otherwise. Needs ext-openssl, unless it is
 * started with --plain.
 */
final class Simulator
{
    /** Base URL for the client, without a version. */
    public readonly string $url;
    /** The token that the service takes. */
    public readonly string $token;
    /** The certificate authority's file; null with --plain. */
    public readonly ?string $caFile;
    /** A page that shows the uploads; empty with --no-page. */
    public readonly string $pageUrl;

    private readonly string $control;
    /** @var resource|closed-resource|null */
    private mixed $process;
    /** @var resource|closed-resource */
    private readonly mixed $input;

    /** @param string ...$arguments those of graph-upload-simulator */
    public function __construct(string ...$arguments)
    {
        $program = getenv('GU_SIMULATOR') ?: 'graph-upload-simulator';
        $command = [$program, '--ready-fd', '3', '--until-stdin-closes', '--quiet', ...$arguments];
        $pipes = [];
        $process = @proc_open($command, [0 => ['pipe', 'r'], 1 => ['file', '/dev/null', 'w'], 3 => ['pipe', 'w']], $pipes);
        if ($process === false) {
            throw new \RuntimeException("$program cannot be started; set GU_SIMULATOR to its path");
        }
        $this->process = $process;
        $this->input = $pipes[0];
        $ready = json_decode((string) stream_get_contents($pipes[3]), true);
        fclose($pipes[3]);
        if (!is_array($ready)) {
            throw new \RuntimeException("$program ends with status {$this->close()}; set GU_SIMULATOR to its path");
        }
        $this->url = $ready['hosts']['graph'];
        $this->token = $ready['token'];
        $this->caFile = $ready['caFile'];
        $this->pageUrl = $ready['pageUrl'] ?? '';
        $this->control = $ready['controlUrl'];
    }

    /** A client for it; the options are those of `Client`, `token` and `log` included. */
    public function client(#[\SensitiveParameter] mixed ...$options): Client
    {
        $trusted = $this->caFile === null ? [] : ['ca_file' => $this->caFile];
        return new Client(...[...['token' => $this->token, 'base_url' => $this->url, 'loopback' => true], ...$trusted, ...$options]);
    }

    /** Arms faults, such as "piece:2=503;retry-after: 1". */
    public function fault(string ...$faults): void
    {
        $this->control('POST', '/faults', ['faults' => array_values($faults)]);
    }

    /**
     * What is stored, by address, such as "me/drive/root:/folder/name".
     *
     * @return array<string, string>
     */
    public function files(): array
    {
        $files = [];
        foreach ($this->control('GET', '/files')['files'] as $file) {
            $files[$file['address']] = $this->send('GET', "/files/{$file['id']}");
        }
        return $files;
    }

    /** Bytes of a stored file. An exception names what is stored instead. */
    public function file(string $address): string
    {
        $files = $this->files();
        return $files[$address] ?? throw new \OutOfBoundsException(
            "$address is not stored, but " . (implode(', ', array_keys($files)) ?: 'nothing') . ' is'
        );
    }

    /**
     * The requests that have ended, oldest first.
     *
     * @return list<array<string, mixed>>
     */
    public function requests(): array
    {
        return $this->control('GET', '/requests')['requests'];
    }

    /** Removes files, sessions, faults and requests. */
    public function reset(): void
    {
        $this->control('POST', '/reset');
    }

    /**
     * A request of the control API, such as "GET" of "/state". A refusal is an exception with its reason.
     *
     * @param mixed $body sent as JSON; null for none
     */
    public function control(string $method, string $resource, mixed $body = null): mixed
    {
        $answer = $this->send($method, $resource, $body);
        return $answer === '' ? null : json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
    }

    /** Ends it. Returns its exit status. */
    public function close(): int
    {
        if (!is_resource($this->process)) {
            return 0;
        }
        fclose($this->input);
        $process = $this->process;
        $this->process = null;
        return proc_close($process);
    }

    public function __destruct()
    {
        if (isset($this->input)) {
            $this->close();
        }
    }

    private function send(string $method, string $resource, mixed $body = null): string
    {
        $options = ['method' => $method, 'ignore_errors' => true, 'timeout' => 30, 'protocol_version' => '1.1'];
        $options['header'] = ['connection: close', 'content-type: application/json'];
        if ($body !== null) {
            $options['content'] = json_encode($body, JSON_THROW_ON_ERROR);
        }
        $context = stream_context_create(['http' => $options, 'ssl' => $this->caFile === null ? [] : ['cafile' => $this->caFile]]);
        $url = $this->control . '/' . ltrim($resource, '/');
        $stream = @fopen($url, 'r', false, $context);
        if ($stream === false) {
            throw new \RuntimeException("the simulator does not answer: $method $resource: " . (error_get_last()['message'] ?? ''));
        }
        $answer = (string) stream_get_contents($stream);
        $status = (int) (explode(' ', stream_get_meta_data($stream)['wrapper_data'][0] ?? '')[1] ?? 0);
        fclose($stream);
        if ($status >= 400) {
            throw new \InvalidArgumentException("the simulator refuses $method $resource: $status $answer");
        }
        return $answer;
    }
}
