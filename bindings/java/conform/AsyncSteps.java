package conform;

import static conform.Given.object;

import io.github.graphupload.Cancel;
import io.github.graphupload.Client;
import io.github.graphupload.Job;
import io.github.graphupload.Queue;
import io.github.graphupload.Session;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/** The steps by futures. Ctrl-C cancels what the steps wait for. */
final class AsyncSteps extends Steps {
    private volatile Cancel current;
    private volatile CompletableFuture<?> waited;

    AsyncSteps(Map<String, Object> service, BufferedReader lines) {
        super(service, lines);
        Signal.handle(new Signal("INT"), signal -> {
            Events.print("interrupted");
            if (waited != null) {
                waited.cancel(true);
            }
            current.request();
        });
    }

    private record Running(CompletableFuture<?> ended, Cancel cancel) implements Background {
        @Override
        public void await() {
            ended.join();
        }
    }

    @Override
    void step(Map<String, Object> step, String verb, String of) {
        Cancel cancel = new Cancel();
        boolean isAwaited = step.get("background") != Boolean.TRUE;
        if (isAwaited) {
            // Ctrl-C may come before the step has begun.
            current = cancel;
        }
        CompletableFuture<?> ended = begin(step, verb, of, cancel).handle((item, error) -> {
            if (error != null || !SILENT.contains(verb)) {
                Events.result(of, item, error);
            }
            return null;
        });
        if (isAwaited) {
            ended.join();
        } else {
            things.put(of, new Running(ended, cancel));
        }
    }

    private CompletableFuture<?> begin(Map<String, Object> step, String verb, String of, Cancel cancel) {
        try {
            return carryOut(step, verb, of, cancel);
        } catch (Throwable error) {
            return CompletableFuture.failedFuture(error);
        }
    }

    private CompletableFuture<?> carryOut(Map<String, Object> step, String verb, String of, Cancel cancel) throws Exception {
        switch (verb) {
            case "upload":
                return thing(step, "client", Client.class).uploadAsync(Sources.of(object(step.get("source")), of),
                        Given.target(object(step.get("target"))), Given.options(step, cancel));
            case "cancel":
                cancel(things.get(name(step, "of")));
                break;
            case "wait":
                if (things.get(name(step, "of")) instanceof Job job) {
                    return job.future().handle((item, error) -> tellAsync(name(step, "of"), job));
                }
                thing(step, "of", Background.class).await();
                break;
            case "drain":
                return drain(thing(step, "queue", Queue.class));
            case "session":
                return made(of, thing(step, "client", Client.class).sessionAsync(Given.target(object(step.get("target"))),
                        (long) step.get("size"), Given.session(step)));
            case "resume":
                return made(of, thing(step, "client", Client.class).resumeAsync(Given.target(object(step.get("target"))),
                        Files.readAllBytes(Path.of(name(step, "from"))), Given.session(step)));
            case "put":
                return thing(step, "session", Session.class).putAsync(part(step), (long) step.get("offset"));
            case "finish":
                return thing(step, "session", Session.class).finishAsync();
            case "discard":
                return thing(step, "session", Session.class).discardAsync();
            case "refresh":
                return thing(step, "session", Session.class).refreshAsync();
            default:
                common(step, verb, of);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<?> made(String of, CompletableFuture<Session> session) {
        return session.thenAccept(made -> things.put(of, made));
    }

    private Void tellAsync(String of, Job job) {
        try {
            tell(of, job);
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
        return null;
    }

    private CompletableFuture<?> drain(Queue queue) {
        CompletableFuture<Job> next = queue.nextAsync();
        waited = next;
        return next.thenCompose(job -> {
            if (job == null) {
                return CompletableFuture.completedFuture(null);
            }
            tellAsync(nameOf(job), job);
            return drain(queue);
        });
    }
}
