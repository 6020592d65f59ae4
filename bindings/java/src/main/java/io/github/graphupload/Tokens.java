package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fetches tokens for a client: the context of its token callback.
 *
 * <p>No thread of the library waits for a token, so that an upload that waits for one can be cancelled at once.
 */
final class Tokens {
    private static final Functions.TokenCallback ON_TOKEN = Callbacks.daemon((Functions.TokenCallback)
            (sink, context) -> Contexts.get(context, Tokens.class).answer(sink));

    private final AsyncTokenCallback fetch;
    private final AtomicReference<Throwable> raised;
    private Handle client;

    /** `raised` gets what the last fetch has thrown. Others refer to it alone, so that the callback can be let go. */
    Tokens(AsyncTokenCallback fetch, AtomicReference<Throwable> raised) {
        this.fetch = fetch;
        this.raised = raised;
    }

    /** One that blocks, on a thread of its own. */
    static AsyncTokenCallback blocking(TokenCallback callback) {
        return request -> {
            CompletableFuture<String> token = new CompletableFuture<>();
            Threads.BLOCKING.execute(() -> {
                try {
                    token.complete(callback.token(request));
                } catch (Throwable error) {
                    token.completeExceptionally(error);
                }
            });
            return token;
        };
    }

    void set(Pointer options) throws GraphUploadException {
        Calls.call(error -> Functions.gu_options_set_token_callback(
                options, ON_TOKEN, Contexts.keep(this), Contexts.DESTROY, error));
    }

    /** Tells the client, whose token is set. Its callback is not called before. */
    synchronized void attach(Handle client) {
        this.client = client;
    }

    private int answer(Pointer sink) {
        try {
            TokenRequest request = new TokenRequest(
                    Functions.gu_token_sink_was_rejected(sink) != 0, json(Functions.gu_token_sink_claims(sink)));
            raised.set(null);
            return Callbacks.inside(() -> {
                CompletionStage<String> token = fetch.token(request);
                Objects.requireNonNull(token, "the token callback has returned null").whenComplete(this::ended);
                return Functions.TOKEN_LATER;
            });
        } catch (Throwable error) {
            raised.set(error);
            return -1;
        }
    }

    private void ended(String token, Throwable error) {
        Throwable failure = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        try {
            if (failure == null) {
                put(Calls.text(Objects.requireNonNull(token, "the token callback has given null"), "token"));
                return;
            }
        } catch (Throwable refused) {
            failure = refused;
        }
        raised.set(failure);
        try {
            // Whatever waits for a token ends.
            put(null);
        } catch (Throwable again) {
            failure.addSuppressed(again);
        }
    }

    private void put(String token) throws GraphUploadException {
        Handle to;
        synchronized (this) {
            to = client;
        }
        // Uploads go on after the client is closed, and keep its handle.
        Pointer pointer = to.useClosed();
        if (pointer == null) {
            return;
        }
        try {
            Calls.call(error -> Functions.gu_client_set_token(pointer, token, error));
        } finally {
            to.done();
        }
    }

    /** Claims as sign-in libraries take them: the service encodes them in base64. */
    private static String json(String claims) {
        try {
            return new String(Base64.getDecoder().decode(claims), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return claims;
        }
    }
}
