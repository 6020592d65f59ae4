package conform;

import io.github.graphupload.Cancel;
import io.github.graphupload.Client;
import io.github.graphupload.ClientBuilder;
import io.github.graphupload.LogLevel;
import io.github.graphupload.Progress;
import io.github.graphupload.QueueOptions;
import io.github.graphupload.SessionOptions;
import io.github.graphupload.Target;
import io.github.graphupload.TokenCallback;
import io.github.graphupload.UploadOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The arguments of calls, made from JSON. */
final class Given {
    private Given() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    // ---- clients

    static Client client(Map<String, Object> service, Map<String, Object> step) throws Exception {
        String of = (String) step.getOrDefault("as", "client");
        ClientBuilder builder = Client.builder().baseUrl((String) service.get("base_url")).loopback(true);
        if (!Boolean.FALSE.equals(step.get("trust"))) {
            builder.caFile(Path.of((String) service.get("ca_file")));
        }
        object(step.getOrDefault("options", Map.of())).forEach((name, value) -> {
            if (name.equals("log")) {
                builder.log(log(object(value), of));
            } else {
                builder.option(name, value);
            }
        });
        if (step.containsKey("token")) {
            token(builder, object(step.get("token")), of);
        } else {
            builder.token((String) service.get("token"));
        }
        return builder.build();
    }

    private static BiConsumer<LogLevel, String> log(Map<String, Object> wish, String of) {
        AtomicBoolean first = new AtomicBoolean(true);
        return Events.given("log", of, (level, message) -> {
            Events.print("log", "of", of, "level", level.name().toLowerCase(Locale.ROOT), "message", message);
            if (wish.get("raise") == Boolean.TRUE && first.getAndSet(false)) {
                throw new Events.Boom();
            }
        });
    }

    /** As those of azure-identity, which are asked asynchronously and do not tell what was rejected. */
    private static final class Credential {
        private final TokenCallback next;

        Credential(TokenCallback next) {
            this.next = next;
        }

        CompletableFuture<String> getToken(String scope, String claims) {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return next.token(new io.github.graphupload.TokenRequest(false, claims));
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
            });
        }
    }

    private static void token(ClientBuilder builder, Map<String, Object> wish, String of) {
        List<?> tokens = (List<?>) wish.getOrDefault("tokens", List.of());
        AtomicInteger calls = new AtomicInteger();
        TokenCallback next = request -> {
            Events.print("token", "of", of, "rejected", request.rejected(), "claims", request.claims());
            if (wish.get("raise") == Boolean.TRUE) {
                throw new Events.Boom();
            }
            return (String) tokens.get(Math.min(calls.getAndIncrement(), tokens.size() - 1));
        };
        switch ((String) wish.get("kind")) {
            case "none":
                builder.token(null);
                break;
            case "callback":
                builder.tokenCallback(Events.given("token", of, next));
                break;
            case "async":
                TokenCallback kept = Events.given("token", of, next);
                builder.asyncTokenCallback(request -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return kept.token(request);
                    } catch (RuntimeException boom) {
                        throw boom;
                    } catch (Exception impossible) {
                        throw new IllegalStateException(impossible);
                    }
                }));
                break;
            case "credential":
                Credential credential = Events.given("token", of, new Credential(next));
                builder.asyncTokenCallback(request ->
                        credential.getToken("https://graph.microsoft.com/.default", request.claims()));
                break;
            default:
                throw new IllegalArgumentException("token " + wish.get("kind"));
        }
    }

    // ---- targets

    static Target target(Map<String, Object> wish) {
        Map<String, String> w = new java.util.HashMap<>();
        wish.forEach((name, value) -> {
            if (value instanceof String text) {
                w.put(name, text);
            }
        });
        Target target = kind(w);
        if (w.containsKey("drive")) {
            target = target.drive(w.get("drive"));
        }
        if (w.containsKey("user")) {
            target = target.user(w.get("user"));
        }
        for (Map.Entry<String, Object> one : object(wish.getOrDefault("properties", Map.of())).entrySet()) {
            target = target.set(one.getKey(), one.getValue());
        }
        return target;
    }

    private static Target kind(Map<String, String> w) {
        switch (w.get("kind")) {
            case "drive_path":
                return Target.drivePath(w.get("path"));
            case "drive_child":
                return Target.driveChild(w.get("folder"), w.get("name"));
            case "drive_special":
                return Target.driveSpecial(w.get("special"), w.get("path"));
            case "drive_item":
                return Target.driveItem(w.get("item"));
            case "todo_task":
                return Target.todoTask(w.get("list"), w.get("task"), w.get("name"));
            case "message":
                return Target.message(w.get("message"), w.get("name"));
            case "event":
                return Target.event(w.get("event"), w.get("name"));
            case "group_event":
                return Target.groupEvent(w.get("group"), w.get("event"), w.get("name"));
            case "group_post":
                return Target.groupPost(w.get("group"), w.get("thread"), w.get("post"), w.get("name"));
            case "print_document":
                return Target.printDocument(w.get("printer"), w.get("job"), w.get("document"), w.get("name"));
            case "parse":
                return w.containsKey("name") ? Target.parse(w.get("text"), w.get("name")) : Target.parse(w.get("text"));
            default:
                throw new IllegalArgumentException("target " + w.get("kind"));
        }
    }

    // ---- options

    static byte[] key(Map<String, Object> step) {
        return HexFormat.of().parseHex((String) step.get("key"));
    }

    static UploadOptions options(Map<String, Object> step, Cancel cancel) {
        UploadOptions options = new UploadOptions();
        if (cancel != null) {
            options.cancel(cancel);
        }
        if (step.containsKey("timeout_ms")) {
            options.timeout(Duration.ofMillis((long) step.get("timeout_ms")));
        }
        if (step.containsKey("progress")) {
            options.progressWhile(progress(object(step.get("progress")), (String) step.get("as")));
        }
        Map<String, Object> settings = object(step.getOrDefault("settings", Map.of()));
        settings.forEach((name, value) -> {
            switch (name) {
                case "state_file" -> options.stateFile(Path.of((String) value));
                case "key" -> options.key(key(settings));
                case "keep_on_cancel" -> options.keepOnCancel((boolean) value);
                case "differs_is_error" -> options.differsIsError((boolean) value);
                case "spool_folder" -> options.spoolFolder(Path.of((String) value));
                case "spool_max_bytes" -> options.spoolMaxBytes((long) value);
                default -> throw new IllegalArgumentException("setting " + name);
            }
        });
        return options;
    }

    private static Predicate<Progress> progress(Map<String, Object> wish, String of) {
        long raiseAt = (long) wish.getOrDefault("raise_at", Long.MAX_VALUE);
        long stopAt = (long) wish.getOrDefault("stop_at", Long.MAX_VALUE);
        return Events.given("progress", of, now -> {
            Events.print("progress", "of", of, "sent", now.sent(), "confirmed", now.confirmed(),
                    "total", now.total().orElse(0), "spooled", now.spooled());
            if (now.sent() >= raiseAt) {
                throw new Events.Boom();
            }
            return now.sent() < stopAt;
        });
    }

    static QueueOptions queue(Map<String, Object> step) {
        QueueOptions options = new QueueOptions().atOnce(((Number) step.getOrDefault("at_once", 1L)).intValue());
        if (step.containsKey("room")) {
            Map<String, Object> room = object(step.get("room"));
            options.maxWaiting(((Number) room.get("most")).intValue()).roomTimeout(Duration.ofMillis((long) room.get("wait_ms")));
        }
        if (step.containsKey("state_folder")) {
            options.stateFolder(Path.of((String) step.get("state_folder")));
        }
        if (step.containsKey("key")) {
            options.key(key(step));
        }
        return options;
    }

    static SessionOptions session(Map<String, Object> step) {
        return step.containsKey("key") ? new SessionOptions().key(key(step)) : new SessionOptions();
    }
}
