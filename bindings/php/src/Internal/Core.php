<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;

/**
 * What a client is, shared by its queues and sessions, which may outlive it.
 *
 * Two clients of the library, if there are callbacks: one that has them, for calls on this thread, and one without, for jobs.
 *
 * @internal
 */
final class Core
{
    private readonly Handle $direct;
    private ?Handle $forJobs = null;
    public readonly ?Tokens $tokens;
    private readonly ?Log $log;
    /** @var list<int> */
    private array $contexts = [];
    /** Generation of the token that jobs have. */
    private int $given = 0;
    /** The last token that was set: a string or null. Values of this kind are not shown by var_dump() and others. */
    private \SensitiveParameterValue $token;
    /** An array by name; a proxy has a password. */
    private readonly \SensitiveParameterValue $options;

    /** @param array<string, mixed> $options */
    public function __construct(#[\SensitiveParameter] mixed $token, mixed $log, #[\SensitiveParameter] array $options)
    {
        $this->options = new \SensitiveParameterValue($options);
        $this->token = new \SensitiveParameterValue(is_string($token) ? $token : null);
        $this->tokens = $token === null || is_string($token) ? null : new Tokens($token);
        $this->log = $log === null ? null : new Log($log);
        $this->direct = $this->made(true);
    }

    /** The client for calls on this thread. */
    public function direct(): CData
    {
        return $this->direct->get();
    }

    /** The client for jobs, which never calls PHP. */
    public function forJobs(): CData
    {
        if (!$this->hasCallbacks()) {
            return $this->direct->get();
        }
        return ($this->forJobs ??= $this->made(false))->get();
    }

    /** Whether uploads are best made on this thread, where they can ask for tokens and tell their messages. */
    public function hasCallbacks(): bool
    {
        return $this->tokens !== null || $this->log !== null;
    }

    /** Sees to it that jobs have a token. What its callback raises leaves this. */
    public function prepareJobs(): void
    {
        if ($this->tokens !== null) {
            $this->give($this->tokens->current());
        }
    }

    /** Sees to it that jobs have another token than the one of a generation. */
    public function renew(int $generation, string $claims): void
    {
        if ($this->tokens !== null) {
            $this->give($this->tokens->renew($generation, $claims));
        }
    }

    public function replaceToken(#[\SensitiveParameter] ?string $token): void
    {
        self::setToken($this->direct->get(), $token);
        if ($this->forJobs !== null) {
            self::setToken($this->forJobs->get(), $token);
        }
        $this->tokens?->replace($token);
        $this->token = new \SensitiveParameterValue($token);
    }

    public function __destruct()
    {
        // It calls nothing any more then.
        if (isset($this->direct)) {
            $this->direct->close();
        }
        foreach ($this->contexts as $context) {
            Callbacks::remove($context);
        }
    }

    /** Gives jobs a token, once: what waits for the answer of a request goes on with it. */
    private function give(#[\SensitiveParameter] ?string $token): void
    {
        if ($this->given !== $this->tokens?->generation) {
            self::setToken($this->forJobs(), $token);
            $this->given = $this->tokens?->generation ?? 0;
        }
    }

    private static function setToken(CData $client, #[\SensitiveParameter] ?string $token): void
    {
        $native = Library::native();
        Library::text($token, 'token');
        Library::call(static fn (CData $error): int => $native->gu_client_set_token($client, $token, $error));
    }

    private function made(bool $withCallbacks): Handle
    {
        $native = Library::native();
        $made = Library::made('gu_options', static fn (CData $made, CData $error): int => $native->gu_options_new($made, $error));
        $options = new Handle($made, 'gu_options_free', 'options');
        foreach ($this->options->getValue() as $name => $value) {
            Options::set($made, $name, $value);
        }
        $token = Library::text($this->token->getValue(), 'token');
        if ($token !== null) {
            Library::call(static fn (CData $error): int => $native->gu_options_set_token($made, $token, $error));
        }
        if ($withCallbacks) {
            $this->setCallbacks($made);
        }
        $client = Library::made('gu_client', static fn (CData $at, CData $error): int => $native->gu_client_new($made, $at, $error));
        $options->close();
        return new Handle($client, 'gu_client_free', 'client');
    }

    private function setCallbacks(CData $options): void
    {
        $native = Library::native();
        if ($this->tokens !== null) {
            $context = $this->contexts[] = Callbacks::add($this->tokens);
            $token = Callbacks::of('token');
            Library::call(static fn (CData $error): int
                => $native->gu_options_set_token_callback($options, $token, $context, null, $error));
        }
        if ($this->log !== null) {
            $context = $this->contexts[] = Callbacks::add($this->log);
            $log = Callbacks::of('log');
            Library::call(static fn (CData $error): int
                => $native->gu_options_set_log_callback($options, $log, $context, null, $error));
        }
    }
}
