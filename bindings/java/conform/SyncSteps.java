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
import sun.misc.Signal;

/** The steps by calls that block. Ctrl-C interrupts the thread that waits. */
final class SyncSteps extends Steps {
    SyncSteps(Map<String, Object> service, BufferedReader lines) {
        super(service, lines);
        Thread main = Thread.currentThread();
        Signal.handle(new Signal("INT"), signal -> main.interrupt());
    }

    private record Running(Thread thread, Cancel cancel) implements Background {
        @Override
        public void await() throws InterruptedException {
            thread.join();
        }
    }

    @Override
    void step(Map<String, Object> step, String verb, String of) {
        if (step.get("background") == Boolean.TRUE) {
            Cancel cancel = new Cancel();
            Thread thread = new Thread(() -> one(step, verb, of, cancel));
            thread.setDaemon(true);
            things.put(of, new Running(thread, cancel));
            thread.start();
        } else {
            one(step, verb, of, null);
        }
    }

    private void one(Map<String, Object> step, String verb, String of, Cancel cancel) {
        try {
            Object item = carryOut(step, verb, of, cancel);
            if (!SILENT.contains(verb)) {
                Events.result(of, item, null);
            }
        } catch (InterruptedException interrupted) {
            Events.print("interrupted");
            Events.result(of, null, interrupted);
        } catch (Throwable error) {
            Events.result(of, null, error);
        }
    }

    private Object carryOut(Map<String, Object> step, String verb, String of, Cancel cancel) throws Exception {
        switch (verb) {
            case "upload" -> {
                return thing(step, "client", Client.class).upload(Sources.of(object(step.get("source")), of),
                        Given.target(object(step.get("target"))), Given.options(step, cancel));
            }
            case "finish" -> {
                return thing(step, "session", Session.class).finish();
            }
            case "cancel" -> cancel(things.get(name(step, "of")));
            case "wait" -> {
                if (things.get(name(step, "of")) instanceof Job job) {
                    job.await();
                    tell(name(step, "of"), job);
                } else {
                    thing(step, "of", Background.class).await();
                }
            }
            case "drain" -> {
                for (Job job; (job = thing(step, "queue", Queue.class).next()) != null; ) {
                    tell(nameOf(job), job);
                }
            }
            case "session" -> things.put(of, thing(step, "client", Client.class).session(
                    Given.target(object(step.get("target"))), (long) step.get("size")));
            case "resume" -> things.put(of, thing(step, "client", Client.class).resume(
                    Given.target(object(step.get("target"))), Files.readAllBytes(Path.of(name(step, "from"))),
                    Given.session(step)));
            case "put" -> thing(step, "session", Session.class).put(part(step), (long) step.get("offset"));
            case "discard" -> thing(step, "session", Session.class).discard();
            case "refresh" -> thing(step, "session", Session.class).refresh();
            default -> common(step, verb, of);
        }
        return null;
    }
}
