package io.github.graphupload;

import java.util.concurrent.CompletionStage;

/** Fetches access tokens without blocking. Called as a {@link TokenCallback} is. */
@FunctionalInterface
public interface AsyncTokenCallback {
    /**
     * Starts to fetch a token. No thread waits for it, only the uploads that need it.
     *
     * @param request  what is asked for
     * @return completes with the token, without "Bearer"; not null
     * @throws Exception  ends the uploads that wait for the token, and is what they end with, as is an exception that the
     *     stage completes with
     */
    CompletionStage<String> token(TokenRequest request) throws Exception;
}
