package io.github.graphupload;

import java.io.IOException;

/** Saves the state of a session. */
@FunctionalInterface
public interface SaveCallback {
    /**
     * Saves a state, in place of the one before.
     *
     * @param state  for {@link Client#resume(Target, byte[])}; a secret, unless it is sealed
     * @throws IOException  if it cannot be saved
     */
    void save(byte[] state) throws IOException;
}
