package io.github.graphupload;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.graphupload.internal.Functions;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;

/** How functions of the library are called: errors become exceptions, strings and bytes what C wants. */
final class Calls {
    /** As a time in milliseconds: without end. */
    static final int FOREVER = -1;

    private static final int KEY_BYTES = 32;

    private Calls() {}

    interface Fallible {
        int call(PointerByReference error);
    }

    interface Maker {
        int call(PointerByReference made, PointerByReference error);
    }

    static void call(Fallible function) throws GraphUploadException {
        PointerByReference error = new PointerByReference();
        int status = function.call(error);
        if (status != 0) {
            throw taken(error.getValue(), status);
        }
    }

    /** What a call has made. */
    static Pointer made(Maker function) throws GraphUploadException {
        PointerByReference made = new PointerByReference();
        call(error -> function.call(made, error));
        return made.getValue();
    }

    private static GraphUploadException taken(Pointer error, int status) {
        try {
            return Failure.of(error, status).exception(null);
        } finally {
            Functions.gu_error_free(error);
        }
    }

    /** A string for C, where it would end at a NUL. */
    static String text(String value, String name) {
        if (value != null && value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + ": NUL inside");
        }
        return value;
    }

    static String path(Path path, String name) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(name + ": a path of the default file system expected, not of "
                    + path.getFileSystem().provider().getScheme());
        }
        return path.toString();
    }

    static void mustBeSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size: 0 or more expected, not " + size);
        }
    }

    /** A copy of a key, which a caller gives. */
    static byte[] key(byte[] key) {
        if (Objects.requireNonNull(key, "key").length != KEY_BYTES) {
            throw new IllegalArgumentException("key: " + KEY_BYTES + " bytes expected, not " + key.length);
        }
        return key.clone();
    }

    interface WithKey<R> {
        R call(Pointer key, long length) throws GraphUploadException;
    }

    /** Makes a call that reads a key, or none, whose copy for C is wiped afterwards. */
    static <R> R withKey(byte[] key, WithKey<R> call) throws GraphUploadException {
        if (key == null) {
            return call.call(null, 0);
        }
        try (Memory memory = copy(key, 0, key.length)) {
            try {
                return call.call(memory, key.length);
            } finally {
                memory.clear();
            }
        }
    }

    /** Bytes where C can read them. */
    static Memory copy(byte[] bytes, int offset, int length) {
        Memory memory = new Memory(Math.max(1, length));
        memory.write(0, bytes, offset, length);
        return memory;
    }
}
