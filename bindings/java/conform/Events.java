package conform;

import io.github.graphupload.DiffersException;
import io.github.graphupload.GraphUploadException;
import io.github.graphupload.Item;
import io.github.graphupload.internal.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** What the driver prints: one line of JSON for each event. */
final class Events {
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
    private static final Cleaner CLEANER = Cleaner.create();

    /** What callbacks throw. */
    static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1;

        Boom() {
            super("boom");
        }
    }

    private Events() {}

    static void print(String name, Object... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("event", name);
        for (int i = 0; i < pairs.length; i += 2) {
            members.put((String) pairs[i], pairs[i + 1]);
        }
        print(members);
    }

    private static synchronized void print(Map<String, Object> members) {
        try {
            OUT.write((Json.write(members) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Tells when nothing refers to a value any more. */
    static <T> T given(String what, String of, T value) {
        CLEANER.register(value, () -> print("released", "what", what, "of", of));
        return value;
    }

    static void result(String of, Object value, Throwable failure) {
        Throwable error = failure instanceof CompletionException ? failure.getCause() : failure;
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("event", "result");
        members.put("of", of);
        if (error == null) {
            members.put("status", "GU_OK");
            if (value instanceof Item item) {
                members.put("item", itemOf(item));
            }
        } else if (error instanceof GraphUploadException failed) {
            members.put("status", failed.statusName());
            members.put("error", errorOf(failed));
            if (failed instanceof DiffersException differs) {
                members.put("item", itemOf(differs.item()));
            }
        } else if (error instanceof InterruptedException || error instanceof CancellationException) {
            members.put("status", "GU_ERR_CANCELLED");
            if (error.getCause() instanceof GraphUploadException cause) {
                members.put("error", errorOf(cause));
            }
        } else {
            members.put("raised", error instanceof Boom ? error.getMessage() : error.toString());
            if (!(error instanceof Boom)) {
                error.printStackTrace();
            }
        }
        print(members);
    }

    private static Map<String, Object> itemOf(Item item) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", item.id());
        members.put("name", item.name());
        members.put("size", item.size().orElse(-1));
        members.put("etag", item.etag());
        members.put("web_url", item.webUrl());
        members.put("integrity", item.integrity().name().toLowerCase(Locale.ROOT));
        members.put("recovered", item.recovered());
        return members;
    }

    private static Map<String, Object> errorOf(GraphUploadException error) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("status", error.status().value());
        members.put("status_name", error.statusName());
        members.put("message", error.getMessage());
        members.put("http_status", error.httpStatus());
        members.put("service_codes", error.serviceCodes());
        members.put("request_id", error.requestId());
        members.put("host", error.host());
        members.put("diagnostics", error.diagnostics());
        members.put("claims", error.claims());
        members.put("retry_after_ms", error.retryAfterMs());
        members.put("os_error", error.osError());
        members.put("retryable", error.isRetryable());
        members.put("in_doubt", error.isInDoubt());
        members.put("session_kept", error.isSessionKept());
        members.put("offset", error.offset());
        members.put("attempts", error.attempts());
        return members;
    }
}
