package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What an upload is told beside its source and target. The methods return this object. An upload copies what it needs. */
public final class UploadOptions {
    private Predicate<Progress> progress;
    private String progressSetter;
    private Duration timeout;
    private Cancel cancel;
    private String stateFile;
    private byte[] key;
    private Boolean keepOnCancel;
    private boolean differsIsError;
    private String spoolFolder;
    private Long spoolMaxBytes;

    /** Creates options with the defaults. */
    public UploadOptions() {}

    UploadOptions(UploadOptions other) {
        progress = other.progress;
        timeout = other.timeout;
        cancel = other.cancel;
        stateFile = other.stateFile;
        key = other.key;
        keepOnCancel = other.keepOnCancel;
        differsIsError = other.differsIsError;
        spoolFolder = other.spoolFolder;
        spoolMaxBytes = other.spoolMaxBytes;
    }

    /**
     * Sets what is told of the progress: on a thread of the library, at most ten times a second and once when the file is
     * stored. What it throws ends the upload, and is what the upload ends with. To interrupt the thread there means nothing.
     *
     * @param listener  should return quickly: nothing is sent meanwhile
     * @return this
     */
    public UploadOptions progress(Consumer<? super Progress> listener) {
        Objects.requireNonNull(listener, "listener");
        setBy("progress");
        progress = now -> {
            listener.accept(now);
            return true;
        };
        return this;
    }

    /**
     * Sets what is told of the progress, and whether the upload goes on: {@code false} cancels it. Excludes
     * {@link #progress(Consumer)}.
     *
     * @param listener  as for {@link #progress(Consumer)}
     * @return this
     */
    public UploadOptions progressWhile(Predicate<? super Progress> listener) {
        Objects.requireNonNull(listener, "listener");
        setBy("progressWhile");
        progress = listener::test;
        return this;
    }

    /** Refuses a second listener, which would silently replace the first. */
    private void setBy(String setter) {
        if (progressSetter != null && !progressSetter.equals(setter)) {
            throw new IllegalArgumentException(setter + ": " + progressSetter + " is set");
        }
        progressSetter = setter;
    }

    /**
     * Sets the longest time for the whole upload, from its submission on. Then it ends with a {@link DeadlineException}.
     *
     * @param timeout  more than zero
     * @return this
     */
    public UploadOptions timeout(Duration timeout) {
        if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: more than zero expected, not " + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /**
     * Sets a flag that ends the upload. Then it ends with a {@link CancelledException}, which tells how far it has come.
     *
     * @param cancel  may be given to any number of uploads
     * @return this
     */
    public UploadOptions cancel(Cancel cancel) {
        this.cancel = Objects.requireNonNull(cancel, "cancel");
        return this;
    }

    /**
     * Sets the file that the upload is saved to while it runs. The same upload continues it, also in another process. It is a
     * secret: with it anyone can write to the upload.
     *
     * @param path  in an existing folder; removed at the end of the upload
     * @return this
     */
    public UploadOptions stateFile(Path path) {
        stateFile = Words.of(path, "path");
        return this;
    }

    /**
     * Sets the key that seals the state file, which must be set too.
     *
     * @param key  32 bytes, which are copied
     * @return this
     */
    public UploadOptions key(byte[] key) {
        this.key = Calls.key(key);
        return this;
    }

    /**
     * Sets whether the upload session is kept when the upload is cancelled. Default: with a state file.
     *
     * @param keep  whether it is
     * @return this
     */
    public UploadOptions keepOnCancel(boolean keep) {
        keepOnCancel = keep;
        return this;
    }

    /**
     * Sets whether a stored file that differs from what was sent is an error, {@link DiffersException}. Default: no.
     *
     * @param isError  whether it is
     * @return this
     */
    public UploadOptions differsIsError(boolean isError) {
        differsIsError = isError;
        return this;
    }

    /**
     * Sets the folder that a source of unknown size is first read into. Default: that of the system for temporary files.
     *
     * @param folder  an existing folder
     * @return this
     */
    public UploadOptions spoolFolder(Path folder) {
        spoolFolder = Words.of(folder, "folder");
        return this;
    }

    /**
     * Sets the size of the longest source of unknown size. Default: 1 GiB.
     *
     * @param bytes  1 or more
     * @return this
     */
    public UploadOptions spoolMaxBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: 1 or more expected, not " + bytes);
        }
        spoolMaxBytes = bytes;
        return this;
    }

    Predicate<Progress> progress() {
        return progress;
    }

    Duration timeout() {
        return timeout;
    }

    Cancel cancel() {
        return cancel;
    }

    /** An upload of the library, which the caller frees. */
    Pointer upload(Source source, Run run) throws IOException {
        if (key != null && stateFile == null) {
            throw new IllegalArgumentException("key: only with a stateFile");
        }
        Pointer upload = Calls.made(Functions::gu_upload_new);
        try {
            source.set(upload, run);
            set(upload, run);
        } catch (Throwable refused) {
            Functions.gu_upload_free(upload);
            throw refused;
        }
        return upload;
    }

    private void set(Pointer upload, Run run) throws GraphUploadException {
        if (progress != null) {
            Pointer context = Contexts.keep(new Watcher(run));
            Calls.call(error -> Functions.gu_upload_set_progress(
                    upload, Watcher.ON_PROGRESS, context, Contexts.DESTROY, error));
        }
        if (stateFile != null) {
            Calls.call(error -> Functions.gu_upload_set_state_file(upload, stateFile, error));
        }
        if (key != null) {
            Calls.withKey(key, (bytes, length) -> {
                Calls.call(error -> Functions.gu_upload_set_sealing_key(upload, bytes, length, error));
                return null;
            });
        }
        if (keepOnCancel != null) {
            Calls.call(error -> Functions.gu_upload_set_keep_on_cancel(upload, keepOnCancel ? 1 : 0, error));
        }
        if (differsIsError) {
            Calls.call(error -> Functions.gu_upload_set_differs_is_error(upload, 1, error));
        }
        if (spoolFolder != null) {
            Calls.call(error -> Functions.gu_upload_set_spool_folder(upload, spoolFolder, error));
        }
        if (spoolMaxBytes != null) {
            Calls.call(error -> Functions.gu_upload_set_spool_max_bytes(upload, spoolMaxBytes, error));
        }
    }
}
