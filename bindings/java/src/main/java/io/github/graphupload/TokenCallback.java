package io.github.graphupload;

/** Fetches access tokens. Called for a client's first request, and again when the service refuses the last token. */
@FunctionalInterface
public interface TokenCallback {
    /**
     * Returns a token. May block. Called on a thread of its own, once at a time for a client.
     *
     * @param request  what is asked for
     * @return the token, without "Bearer"; not null
     * @throws Exception  ends the uploads that wait for the token, and is what they end with
     */
    String token(TokenRequest request) throws Exception;
}
