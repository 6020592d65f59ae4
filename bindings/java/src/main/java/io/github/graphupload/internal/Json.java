package io.github.graphupload.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, longs, doubles, booleans and nulls, for the control of the simulator. */
public final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a text. */
    public static Object read(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        reader.blank();
        if (reader.at != text.length()) {
            throw reader.wrong();
        }
        return value;
    }

    /** Reads an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(String text) {
        return (Map<String, Object>) read(text);
    }

    private IllegalArgumentException wrong() {
        String around = text.substring(Math.max(0, at - 20), Math.min(text.length(), at + 20));
        return new IllegalArgumentException("not JSON at " + at + ": " + around);
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean follows(String word) {
        blank();
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private void expect(String word) {
        if (!follows(word)) {
            throw wrong();
        }
    }

    private Object value() {
        if (follows("{")) {
            return object();
        }
        if (follows("[")) {
            return list();
        }
        if (follows("\"")) {
            return string();
        }
        if (follows("true")) {
            return true;
        }
        if (follows("false")) {
            return false;
        }
        return follows("null") ? null : number();
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        if (follows("}")) {
            return members;
        }
        do {
            expect("\"");
            String name = string();
            expect(":");
            members.put(name, value());
        } while (follows(","));
        expect("}");
        return members;
    }

    private List<Object> list() {
        List<Object> values = new ArrayList<>();
        if (follows("]")) {
            return values;
        }
        do {
            values.add(value());
        } while (follows(","));
        expect("]");
        return values;
    }

    private String string() {
        StringBuilder found = new StringBuilder();
        while (at < text.length()) {
            char one = text.charAt(at++);
            if (one == '"') {
                return found.toString();
            }
            found.append(one == '\\' ? escaped() : one);
        }
        throw wrong();
    }

    private char escaped() {
        if (at == text.length()) {
            throw wrong();
        }
        char one = text.charAt(at++);
        int plain = "bfnrt".indexOf(one);
        if (plain >= 0) {
            return "\b\f\n\r\t".charAt(plain);
        }
        if (one != 'u') {
            return one;
        }
        if (at + 4 > text.length()) {
            throw wrong();
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String found = text.substring(start, at);
        try {
            if (found.matches("-?[0-9]+")) {
                return Long.parseLong(found);
            }
            return Double.parseDouble(found);
        } catch (NumberFormatException none) {
            at = start;
            throw wrong();
        }
    }

    /** Writes a value. */
    public static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> members) {
            text.append('{');
            Iterator<? extends Map.Entry<?, ?>> all = members.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<?, ?> one = all.next();
                write(one.getKey().toString(), text);
                text.append(':');
                write(one.getValue(), text);
                text.append(all.hasNext() ? "," : "");
            }
            text.append('}');
        } else if (value instanceof Iterable<?> values) {
            text.append('[');
            Iterator<?> all = values.iterator();
            while (all.hasNext()) {
                write(all.next(), text);
                text.append(all.hasNext() ? "," : "");
            }
            text.append(']');
        } else if (value instanceof CharSequence string) {
            text.append('"');
            for (int i = 0; i < string.length(); i++) {
                char one = string.charAt(i);
                if (one == '"' || one == '\\') {
                    text.append('\\').append(one);
                } else if (one < ' ') {
                    text.append(String.format("\\u%04x", (int) one));
                } else {
                    text.append(one);
                }
            }
            text.append('"');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            throw new IllegalArgumentException("no JSON: " + value.getClass());
        }
    }
}
