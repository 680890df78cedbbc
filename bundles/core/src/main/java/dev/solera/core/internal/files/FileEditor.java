package dev.solera.core.internal.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Edits the text of a file line by line: what an edit does not concern, comments and order included, stays byte for byte.
 *
 * <p>Works on a file that {@link ConfigText} reads without a problem.
 */
public final class FileEditor {
    private final List<String> lines;

    /** Starts from the file's bytes. */
    public FileEditor(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        this.lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
    }

    /** Returns the bytes as edited; the last line always ends. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Sets a key: its line is changed where it stands, else a line is added behind the last one whose key shares the first part, else at
     * the end.
     */
    public void set(String key, String value) {
        int at = find(key);
        if (at >= 0) {
            lines.set(at, sameSpacing(lines.get(at), value));
        } else {
            lines.add(placeFor(key), key + " = " + value);
        }
    }

    /** Removes a key's line; does nothing when there is none. */
    public void remove(String key) {
        int at = find(key);
        if (at >= 0) {
            lines.remove(at);
        }
    }

    /** Puts other lines in the place of a key's line. */
    public void replace(String key, List<Entry> by) {
        int at = find(key);
        lines.remove(at);
        for (int i = 0; i < by.size(); i++) {
            lines.add(at + i, by.get(i).key() + " = " + by.get(i).value());
        }
    }

    private int find(String key) {
        for (int i = 0; i < lines.size(); i++) {
            if (key.equals(keyOf(lines.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    private int placeFor(String key) {
        String start = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : key;
        int place = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            if (keyOf(lines.get(i)).startsWith(start)) {
                place = i + 1;
            }
        }
        return place;
    }

    private static String keyOf(String line) {
        int equals = line.indexOf('=');
        return equals < 0 || line.strip().startsWith("#")
                ? ""
                : line.substring(0, equals).strip();
    }

    private static String sameSpacing(String line, String value) {
        int end = line.indexOf('=') + 1;
        while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
            end++;
        }
        return line.substring(0, end) + value + (line.endsWith("\r") ? "\r" : "");
    }
}
