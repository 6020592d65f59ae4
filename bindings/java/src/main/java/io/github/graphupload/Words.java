package io.github.graphupload;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Values of options and properties as the library takes them by name. */
final class Words {
    private Words() {}

    static String of(Object value, String name) {
        Objects.requireNonNull(value, name);
        if (value instanceof Boolean yes) {
            return yes ? "1" : "0";
        }
        if (value instanceof Duration time) {
            return Long.toString(time.toMillis());
        }
        if (value instanceof Instant time) {
            return Long.toString(time.toEpochMilli());
        }
        if (value instanceof Path path) {
            return Calls.text(Calls.path(path, name), name);
        }
        if (value instanceof ApiVersion version) {
            return version == ApiVersion.V1 ? "v1.0" : "beta";
        }
        if (value instanceof IpVersion version) {
            return version == IpVersion.ANY ? "any" : Integer.toString(version.value());
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof CharSequence || value instanceof Number) {
            return Calls.text(value.toString(), name);
        }
        throw new IllegalArgumentException(name + ": a string, a number, a boolean, a path or a time expected, not "
                + value.getClass().getName());
    }
}
