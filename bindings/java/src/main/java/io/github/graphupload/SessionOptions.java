package io.github.graphupload;

import java.util.Objects;

/** How a session is saved. The methods return this object. */
public final class SessionOptions {
    SaveCallback save;
    byte[] key;

    /** Creates options with the defaults. */
    public SessionOptions() {}

    /**
     * Sets what gets each new state: once the session is made, and before each request that changes anything at the service.
     *
     * @param save  what it throws ends the call before that request, and is thrown by it
     * @return this
     */
    public SessionOptions save(SaveCallback save) {
        this.save = Objects.requireNonNull(save, "save");
        return this;
    }

    /**
     * Sets the key that seals the states, both those that are resumed and those that are saved by the callback.
     *
     * @param key  32 bytes, which are copied
     * @return this
     */
    public SessionOptions key(byte[] key) {
        this.key = Calls.key(key);
        return this;
    }
}
