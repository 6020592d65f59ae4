<?php

declare(strict_types=1);

namespace GraphUpload\Conform;

use GraphUpload\Cancel;
use GraphUpload\Client;
use GraphUpload\Item;
use GraphUpload\Job;
use GraphUpload\Queue;
use GraphUpload\Target;

/**
 * Carries out steps.
 *
 * PHP has no threads. What runs in the background is a job of a queue, if it is an upload; or else the call runs, and the steps
 * after it are carried out while it waits. So steps are a generator: it yields where it waits, and a closure for such a call.
 */
final class Steps
{
    /** What prints a result of its own, or none. */
    private const SILENT = [
        'counts', 'offset', 'collect', 'forget', 'resources', 'exit', 'submit', 'drop', 'ticks', 'drain', 'wait',
    ];

    /** @var array<string, object> */
    private array $things = [];
    /** @var array<string, Job> uploads in the background that have not ended */
    private array $background = [];
    /** @var array<string, true> background calls that have not ended */
    private array $calls = [];
    /** @var array<int, true> jobs whose result was printed */
    private array $told = [];
    /** @var list<Queue> */
    private array $queues = [];

    /** @param array<string, string> $service */
    public function __construct(private readonly array $service)
    {
    }

    /** @param list<array<string, mixed>> $steps */
    public function play(array $steps): void
    {
        $following = $this->following($steps);
        while ($following->valid()) {
            $call = $following->current();
            if ($call instanceof \Closure) {
                $call(new Cancel(static function () use ($following): void {
                    $following->next();
                }));
            }
            $following->next();
        }
    }

    /**
     * @param list<array<string, mixed>> $steps
     * @return \Generator<int, ?\Closure>
     */
    private function following(array $steps): \Generator
    {
        foreach ($steps as $step) {
            $verb = $step['do'];
            $of = $step['as'] ?? $verb;
            event('step', ['do' => $verb, 'of' => $step['of'] ?? $of]);
            if ($verb === 'sync') {
                yield from $this->sync($step);
            } elseif ($verb === 'fork') {
                yield from $this->fork($step);
            } elseif ($verb === 'wait' && isset($this->calls[$step['of']])) {
                while (isset($this->calls[$step['of']])) {
                    yield null;
                }
            } elseif (($step['background'] ?? false) && $verb === 'upload') {
                $this->one(fn () => $this->start($step), $of, true);
            } elseif ($step['background'] ?? false) {
                $this->calls[$of] = true;
                yield function (Cancel $cancel) use ($verb, $step, $of): void {
                    $this->one(fn () => $this->{$verb}($step, $cancel), $of, false);
                    unset($this->calls[$of]);
                };
            } else {
                $run = fn () => $this->{$verb === 'continue' ? 'goOn' : $verb}($step);
                $this->one($run, $of, in_array($verb, self::SILENT, true));
            }
        }
    }

    private function one(\Closure $run, string $of, bool $isSilent): void
    {
        try {
            $value = $run();
            if (!$isSilent) {
                result($of, $value instanceof Item ? $value : null);
            }
        } catch (Interrupted $error) {
            event('interrupted');
            result($of, error: $error);
        } catch (\Throwable $error) {
            result($of, error: $error);
        }
    }

    private function sync(array $step): \Generator
    {
        event('sync', ['name' => $step['name']]);
        for (;;) {
            $read = [STDIN];
            $none = null;
            if (@stream_select($read, $none, $none, 0, 10000) === 1) {
                fgets(STDIN);
                return;
            }
            foreach ($this->background as $name => $job) {
                if ($job->done()) {
                    $this->tell($name, $job);
                }
            }
            foreach ($this->queues as $queue) {
                $queue->tick();
            }
            yield null;
        }
    }

    private function fork(array $step): \Generator
    {
        $child = pcntl_fork();
        if ($child === 0) {
            event('process', ['process' => 'child']);
            yield from $this->following($step['steps']);
            event('done');
            Release::$isTold = false;
            exit(0);
        }
        pcntl_waitpid($child, $status);
        event('child', ['exit' => pcntl_wifexited($status) ? pcntl_wexitstatus($status) : -pcntl_wtermsig($status)]);
    }

    private function tell(string $name, Job $job): void
    {
        unset($this->background[$name]);
        if (isset($this->told[spl_object_id($job)])) {
            return;
        }
        $this->told[spl_object_id($job)] = true;
        // It keeps its number as long as it is here.
        $this->things["told $name"] = $job;
        $error = $job->exception();
        result($name, $error === null ? $job->result() : null, $error);
    }

    // ---- clients and uploads

    private function client(array $step): void
    {
        $this->things[$step['as']] = new Client(...client_arguments($step, $this->service));
    }

    private function upload(array $step): Item
    {
        $timeout = isset($step['timeout_ms']) ? $step['timeout_ms'] / 1000 : null;
        return $this->things[$step['client']]->upload(...upload_arguments($step), ...['timeout' => $timeout]);
    }

    private function start(array $step): void
    {
        $job = $this->things[$step['client']]->queue(1)->submit(...upload_arguments($step));
        $this->things[$step['as']] = $this->background[$step['as']] = $job;
    }

    private function cancel(array $step): void
    {
        $this->things[$step['of']]->cancel();
    }

    private function wait(array $step): void
    {
        $job = $this->things[$step['of']];
        $job->wait();
        $this->tell($step['of'], $job);
    }

    private function close(array $step): void
    {
        $this->things[$step['of']]->close();
    }

    private function set_token(array $step): void
    {
        $this->things[$step['client']]->setToken($step['token']);
    }

    // ---- queues

    private function queue(array $step): void
    {
        $arguments = ['atOnce' => $step['at_once'] ?? 1, 'stateFolder' => $step['state_folder'] ?? null, 'key' => self::key($step)];
        if (isset($step['room'])) {
            $arguments += ['maxWaiting' => $step['room']['most'], 'roomTimeout' => $step['room']['wait_ms'] / 1000];
        }
        $this->queues[] = $this->things[$step['as']] = $this->things[$step['client']]->queue(...$arguments);
    }

    private function submit(array $step): void
    {
        $this->things[$step['as']] = $this->things[$step['queue']]->submit(...upload_arguments($step));
    }

    private function drain(array $step): void
    {
        foreach ($this->things[$step['queue']]->asCompleted() as $job) {
            $name = array_search($job, $this->things, true);
            $this->tell($name === false ? basename($job->path()) : $name, $job);
        }
    }

    private function pause(array $step): void
    {
        $this->things[$step['of']]->pause();
    }

    private function goOn(array $step): void
    {
        $this->things[$step['of']]->resume();
    }

    private function front(array $step): void
    {
        $this->things[$step['of']]->moveToFront();
    }

    private function counts(array $step): void
    {
        event('counts', ['of' => $step['of'], ...get_object_vars($this->things[$step['of']]->counts())]);
    }

    // ---- sessions

    private function session(array $step): void
    {
        $this->things[$step['as']] = $this->things[$step['client']]->session(target($step['target']), $step['size']);
    }

    private function resume(array $step): void
    {
        $state = (string) file_get_contents($step['from']);
        $session = $this->things[$step['client']]->resume(target($step['target']), $state, self::key($step));
        $this->things[$step['as']] = $session;
    }

    private function put(array $step, ?Cancel $cancel = null): void
    {
        $part = (string) file_get_contents($step['file'], offset: $step['offset'], length: $step['length'] ?? null);
        $this->things[$step['session']]->put($part, $step['offset'], $cancel);
    }

    private function finish(array $step): Item
    {
        return $this->things[$step['session']]->finish();
    }

    private function discard(array $step): void
    {
        $this->things[$step['session']]->discard();
    }

    private function refresh(array $step): void
    {
        $this->things[$step['session']]->refresh();
    }

    private function save(array $step): void
    {
        file_put_contents($step['to'], $this->things[$step['session']]->save(self::key($step)));
    }

    private function offset(array $step): void
    {
        $session = $this->things[$step['of']];
        $numbers = ['next' => $session->offset(), 'confirmed' => $session->confirmed(), 'size' => $session->size()];
        event('offset', ['of' => $step['of'], ...$numbers]);
    }

    // ---- the process

    private function collect(array $step): void
    {
        while (gc_collect_cycles() > 0);
    }

    private function forget(array $step): void
    {
        unset($this->things[$step['of']]);
    }

    private function drop(array $step): void
    {
        $wish = ['token' => ['kind' => 'callback', 'tokens' => ['x']], 'options' => ['log' => []], 'as' => 'drop'];
        for ($count = 0; $count < $step['count']; $count++) {
            $client = new Client(...client_arguments($wish, $this->service));
            $client->queue();
            Target::drivePath('never');
        }
    }

    private function resources(array $step): void
    {
        $count = static fn (string $folder): int => count(array_diff((array) scandir($folder), ['.', '..']));
        event('resources', ['of' => $step['as'], 'descriptors' => $count('/proc/self/fd'), 'threads' => $count('/proc/self/task')]);
    }

    private function ticks(array $step): void
    {
        $longest = 0.0;
        $now = microtime(true);
        $end = $now + $step['ms'] / 1000;
        while ($now < $end) {
            $last = $now;
            usleep(10000);
            file_get_contents('/proc/self/stat');
            foreach ($this->queues as $queue) {
                $queue->tick();
            }
            $now = microtime(true);
            $longest = max($longest, $now - $last);
        }
        event('ticks', ['of' => $step['as'], 'longest_ms' => (int) round($longest * 1000)]);
    }

    private function exit(array $step): never
    {
        exit($step['status']);
    }

    private static function key(array $step): ?string
    {
        return isset($step['key']) ? (string) hex2bin($step['key']) : null;
    }
}
