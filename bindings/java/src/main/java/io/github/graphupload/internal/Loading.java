package io.github.graphupload.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.util.Map;

/** Loads the library: that of the environment variable GU_LIBRARY, or else the one inside the package. */
final class Loading {
    private Loading() {}

    static void register(Class<?> functions) {
        String named = System.getenv("GU_LIBRARY");
        if (named != null && !named.isEmpty()) {
            register(functions, named);
            return;
        }
        File file = extracted();
        try {
            register(functions, file.getAbsolutePath());
        } finally {
            // A library that is loaded needs its file no longer, except on Windows, where JNA deletes it at the next start.
            if (file.getName().startsWith("jna")) {
                file.delete();
            }
        }
    }

    private static File extracted() {
        try {
            return Native.extractFromResourcePath("graph_upload", Loading.class.getClassLoader());
        } catch (IOException missing) {
            UnsatisfiedLinkError error = new UnsatisfiedLinkError(
                    "the package has no library for this system, or it cannot be unpacked; set GU_LIBRARY to the path of one");
            error.initCause(missing);
            throw error;
        }
    }

    private static void register(Class<?> functions, String path) {
        NativeLibrary library = NativeLibrary.getInstance(path, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        int version = library.getFunction("gu_version_number").invokeInt(new Object[0]);
        if (version / 1000 != Functions.VERSION_NUMBER / 1000) {
            throw new UnsatisfiedLinkError("the library at " + path + " has version " + version / 1000000 + "."
                    + version / 1000 % 1000 + "." + version % 1000 + ", which this package does not fit");
        }
        Native.register(functions, library);
    }
}
