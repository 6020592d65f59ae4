package conform;

import static conform.Given.object;

import io.github.graphupload.Cancel;
import io.github.graphupload.Client;
import io.github.graphupload.Job;
import io.github.graphupload.Queue;
import io.github.graphupload.QueueCounts;
import io.github.graphupload.Session;
import io.github.graphupload.Target;
import java.io.BufferedReader;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What both forms have in common: the objects by name, and steps that do not wait. */
abstract class Steps {
    /** Verbs that print no result of their own. */
    static final Set<String> SILENT = Set.of("counts", "offset", "collect", "forget", "resources", "exit", "submit", "sync",
            "drop", "ticks", "drain", "wait");

    final Map<String, Object> things = new ConcurrentHashMap<>();
    final Map<String, Object> service;
    private final BufferedReader lines;
    private final Set<Job> told = new HashSet<>();

    Steps(Map<String, Object> service, BufferedReader lines) {
        this.service = service;
        this.lines = lines;
    }

    abstract void step(Map<String, Object> step, String verb, String of) throws Exception;

    void run(List<?> steps) throws Exception {
        for (Object one : steps) {
            Map<String, Object> step = object(one);
            String verb = (String) step.get("do");
            String of = (String) step.getOrDefault("as", verb);
            Events.print("step", "do", verb, "of", step.getOrDefault("of", of));
            step(step, verb, of);
        }
    }

    static String name(Map<String, Object> step, String member) {
        return (String) step.get(member);
    }

    <T> T thing(Map<String, Object> step, String member, Class<T> kind) {
        Object found = things.get(name(step, member));
        if (!kind.isInstance(found)) {
            throw new IllegalArgumentException(name(step, member) + " is no " + kind.getSimpleName());
        }
        return kind.cast(found);
    }

    /** The result of a job that has ended, once. */
    void tell(String of, Job job) throws InterruptedException {
        synchronized (told) {
            if (!told.add(job)) {
                return;
            }
        }
        Optional<Throwable> error = job.exception();
        Object item = null;
        if (error.isEmpty()) {
            try {
                item = job.result();
            } catch (java.io.IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        Events.result(of, item, error.orElse(null));
    }

    String nameOf(Job job) {
        for (Map.Entry<String, Object> one : things.entrySet()) {
            if (one.getValue() == job) {
                return one.getKey();
            }
        }
        return Path.of(job.path()).getFileName().toString();
    }

    /** Carries out a step that is the same in both forms, and neither waits nor has an item. */
    void common(Map<String, Object> step, String verb, String of) throws Exception {
        switch (verb) {
            case "client" -> things.put(of, Given.client(service, step));
            case "queue" -> things.put(of, thing(step, "client", Client.class).queue(Given.queue(step)));
            case "set_token" -> thing(step, "client", Client.class).setToken((String) step.get("token"));
            case "submit" -> submit(step, of);
            case "pause" -> pause(things.get(name(step, "of")));
            case "continue" -> resume(things.get(name(step, "of")));
            case "front" -> thing(step, "of", Job.class).moveToFront();
            case "close" -> close(things.get(name(step, "of")));
            case "counts" -> counts(step);
            case "offset" -> offset(step);
            case "save" -> save(step);
            case "sync" -> {
                Events.print("sync", "name", name(step, "name"));
                lines.readLine();
            }
            case "collect" -> collect();
            case "forget" -> things.remove(name(step, "of"));
            case "drop" -> drop(step);
            case "resources" -> Events.print("resources", "of", of,
                    "descriptors", count("/proc/self/fd"), "threads", count("/proc/self/task"));
            case "ticks" -> ticks(step, of);
            case "exit" -> System.exit(((Number) step.get("status")).intValue());
            default -> throw new IllegalArgumentException("verb " + verb);
        }
    }

    private void submit(Map<String, Object> step, String of) {
        try {
            things.put(of, thing(step, "queue", Queue.class).submit(Sources.of(object(step.get("source")), of),
                    Given.target(object(step.get("target"))), Given.options(step, null)));
        } catch (Exception error) {
            Events.result(of, null, error);
        }
    }

    private static void pause(Object thing) {
        if (thing instanceof Job job) {
            job.pause();
        } else {
            ((Queue) thing).pause();
        }
    }

    private static void resume(Object thing) throws Exception {
        if (thing instanceof Job job) {
            job.resume();
        } else {
            ((Queue) thing).resume();
        }
    }

    private static void close(Object thing) throws Exception {
        // A job has nothing to close.
        if (!(thing instanceof Job)) {
            ((AutoCloseable) thing).close();
        }
    }

    private void counts(Map<String, Object> step) {
        QueueCounts now = thing(step, "of", Queue.class).counts();
        Events.print("counts", "of", name(step, "of"), "waiting", now.waiting(), "running", now.running(),
                "paused", now.paused(), "stored", now.stored(), "failed", now.failed());
    }

    private void offset(Map<String, Object> step) {
        Session session = thing(step, "of", Session.class);
        Events.print("offset", "of", name(step, "of"), "next", session.offset(), "confirmed", session.confirmed(),
                "size", session.size());
    }

    private void save(Map<String, Object> step) throws Exception {
        Session session = thing(step, "session", Session.class);
        Files.write(Path.of(name(step, "to")), step.containsKey("key") ? session.save(Given.key(step)) : session.save());
    }

    static ByteBuffer part(Map<String, Object> step) throws Exception {
        byte[] content = Files.readAllBytes(Path.of(name(step, "file")));
        int offset = ((Number) step.get("offset")).intValue();
        int length = ((Number) step.getOrDefault("length", (long) content.length - offset)).intValue();
        return ByteBuffer.wrap(Arrays.copyOfRange(content, offset, offset + length));
    }

    private static void collect() throws InterruptedException {
        // What is collected lets go of what needs another round.
        for (int round = 0; round < 8; round++) {
            System.gc();
            Thread.sleep(15);
        }
    }

    private void drop(Map<String, Object> step) throws Exception {
        Map<String, Object> wish = Map.of("as", "drop", "options", Map.of("log", Map.of()),
                "token", Map.of("kind", "callback", "tokens", List.of("x")));
        for (long i = 0; i < (long) step.get("count"); i++) {
            Given.client(service, wish).queue();
            Target.drivePath("never");
        }
    }

    private static int count(String folder) {
        return new File(folder).list().length;
    }

    private static void ticks(Map<String, Object> step, String of) throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        AtomicLong last = new AtomicLong(System.nanoTime());
        AtomicLong longest = new AtomicLong();
        timer.scheduleWithFixedDelay(() -> {
            try {
                Files.readString(Path.of("/proc/self/stat"));
            } catch (java.io.IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            long now = System.nanoTime();
            longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
        }, 0, 10, TimeUnit.MILLISECONDS);
        Thread.sleep((long) step.get("ms"));
        timer.shutdownNow();
        timer.awaitTermination(1, TimeUnit.SECONDS);
        Events.print("ticks", "of", of, "longest_ms", longest.get() / 1_000_000);
    }

    static void cancel(Object thing) {
        if (thing instanceof Job job) {
            job.cancel();
        } else if (thing instanceof Queue queue) {
            queue.cancel();
        } else {
            ((Background) thing).cancel().request();
        }
    }

    /** What runs beside the steps, and what ends it. */
    interface Background {
        Cancel cancel();

        void await() throws Exception;
    }
}
