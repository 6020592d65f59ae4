package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.concurrent.Future;

/** A source that is read by callbacks: the context of these. */
abstract class Reader {
    private static final Functions.ReadCallback ON_READ = Callbacks.daemon((Functions.ReadCallback)
            (buffer, length, count, context) -> Contexts.get(context, Reader.class).answer(-1, buffer, length, count));

    private static final Functions.ReadAtCallback ON_READ_AT = Callbacks.daemon((Functions.ReadAtCallback)
            (offset, buffer, length, count, context) ->
                    Contexts.get(context, Reader.class).answer(offset, buffer, length, count));

    private final Run run;
    /** What was read of a stream that is spooled; negative for others. */
    private long spooled = -1;

    Reader(Run run) {
        this.run = run;
    }

    /**
     * Reads some bytes into a buffer of the library, at an offset unless it is negative.
     *
     * @return their number, 0 at the end
     */
    abstract int read(long offset, Pointer buffer, int length) throws Throwable;

    /** Waits for what the source gives. */
    final <T> T await(Future<T> wanted) throws Throwable {
        return run.await(wanted, spooled);
    }

    /** Gives it to an upload of the library, as one that can be read at any offset. */
    void setReadAt(Pointer upload, long size) throws GraphUploadException {
        Calls.call(error -> Functions.gu_upload_set_read_at(
                upload, size, ON_READ_AT, Contexts.keep(this), Contexts.DESTROY, error));
    }

    /** Gives it as one that can only be read once. `size` is negative if it is not known. */
    void setRead(Pointer upload, long size) throws GraphUploadException {
        Pointer context = Contexts.keep(this);
        if (size < 0) {
            spooled = 0;
            Calls.call(error -> Functions.gu_upload_set_stream(upload, ON_READ, context, Contexts.DESTROY, error));
        } else {
            Calls.call(error -> Functions.gu_upload_set_read(upload, size, ON_READ, context, Contexts.DESTROY, error));
        }
    }

    private int answer(long offset, Pointer buffer, int length, Pointer count) {
        try {
            if (run.isStopped()) {
                return Functions.READ_STOP;
            }
            int given = Callbacks.inside(() -> read(offset, buffer, length));
            spooled += spooled < 0 ? 0 : given;
            count.setInt(0, given);
            return 0;
        } catch (Throwable error) {
            if (run.isStopped()) {
                return Functions.READ_STOP;
            }
            run.fails(error);
            return Functions.READ_FAILED;
        }
    }
}
