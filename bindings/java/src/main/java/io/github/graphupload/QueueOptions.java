package io.github.graphupload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** How a queue behaves. The methods return this object. A queue copies what it needs. */
public final class QueueOptions {
    int atOnce = 4;
    Integer maxWaiting;
    Duration roomTimeout;
    String stateFolder;
    byte[] key;

    /** Creates options with the defaults. */
    public QueueOptions() {}

    /**
     * Sets how many uploads run at a time. Default: 4, which is also what the service takes for a mailbox.
     *
     * @param atOnce  1 to 256
     * @return this
     */
    public QueueOptions atOnce(int atOnce) {
        this.atOnce = atOnce;
        return this;
    }

    /**
     * Limits how many jobs wait; {@link Queue#submit(Source, Target)} then waits for room. Default: any number.
     *
     * @param maxWaiting  1 or more
     * @return this
     */
    public QueueOptions maxWaiting(int maxWaiting) {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("maxWaiting: 1 or more expected, not " + maxWaiting);
        }
        this.maxWaiting = maxWaiting;
        return this;
    }

    /**
     * Sets how long a submission waits for room before it fails with a {@link BusyException}. Default: as long as it takes.
     *
     * @param timeout  zero for not at all
     * @return this
     */
    public QueueOptions roomTimeout(Duration timeout) {
        if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
            throw new IllegalArgumentException("timeout: zero or more expected, not " + timeout);
        }
        roomTimeout = timeout;
        return this;
    }

    /**
     * Sets the folder where the jobs are saved until they end. The next queue with that folder, also of another process, takes
     * up what is left. Only paths can be submitted then.
     *
     * @param folder  created if it does not exist
     * @return this
     */
    public QueueOptions stateFolder(Path folder) {
        stateFolder = Words.of(folder, "folder");
        return this;
    }

    /**
     * Sets the key that seals the files of the state folder, which must be set too.
     *
     * @param key  32 bytes, which are copied
     * @return this
     */
    public QueueOptions key(byte[] key) {
        this.key = Calls.key(key);
        return this;
    }
}
