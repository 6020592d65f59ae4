package io.github.graphupload;

/**
 * What a token is asked for.
 *
 * @param rejected  whether the service refused the last token, so that a cached one is of no use
 * @param claims  the claims that the service wants in the token, as JSON; empty if it wants none. Pass them to the sign-in
 *     library
 */
public record TokenRequest(boolean rejected, String claims) {}
