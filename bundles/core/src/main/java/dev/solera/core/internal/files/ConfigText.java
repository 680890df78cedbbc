package dev.solera.core.internal.files;

import dev.solera.api.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of {@code key = value} lines, read strictly: UTF-8, comments on lines of their own, no continuation, no escape, no
 * substitution, every key once.
 *
 * @param file path below the configuration folder
 * @param entries in file order; those in error are left out
 * @param problems what was wrong
 */
public record ConfigText(String file, List<Entry> entries, List<Problem> problems) {
    /** Longest file in bytes. A pool of 10,000 servers takes about half of it. */
    static final int MAX_BYTES = 1 << 20;

    /** Longest line in bytes. */
    static final int MAX_LINE_BYTES = 8192;

    /** Most problems told of one file; what comes after them is not read. */
    public static final int MAX_PROBLEMS = 20;

    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.\\[\\]-]*(@[A-Za-z0-9][A-Za-z0-9_.-]*)?");

    /** Reads {@code bytes}. Never throws: what is wrong is in {@link #problems()}. */
    public static ConfigText read(String file, byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        if (bytes.length > MAX_BYTES) {
            problems.add(new Problem(file, 0, null, null, "file of " + bytes.length + " bytes, at most " + MAX_BYTES));
            return new ConfigText(file, entries, problems);
        }
        Map<String, Integer> lineOf = new HashMap<>();
        int line = 0;
        int start = 0;
        while (start < bytes.length && problems.size() < MAX_PROBLEMS) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            line++;
            readLine(file, line, bytes, start, end, lineOf, entries, problems);
            start = end + 1;
        }
        return new ConfigText(file, entries, problems);
    }

    private static void readLine(
            String file,
            int line,
            byte[] bytes,
            int start,
            int end,
            Map<String, Integer> lineOf,
            List<Entry> entries,
            List<Problem> problems) {
        if (end - start > MAX_LINE_BYTES) {
            problems.add(new Problem(file, line, null, null, "a line of at most " + MAX_LINE_BYTES + " bytes"));
            return;
        }
        String text;
        try {
            text = decode(bytes, start, end);
        } catch (CharacterCodingException e) {
            problems.add(new Problem(file, line, null, null, "not UTF-8"));
            return;
        }
        if (text.startsWith("\uFEFF")) {
            problems.add(new Problem(file, line, null, null, "UTF-8 without a byte order mark"));
            return;
        }
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            problems.add(new Problem(file, line, withoutSecret(text), null, "key = value, or # before a comment"));
            return;
        }
        String key = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        String shown = Entry.shown(key, value);
        Integer first = lineOf.putIfAbsent(key, line);
        if (!KEY.matcher(key).matches()) {
            problems.add(new Problem(file, line, key, shown, "a key of letters, digits, dots, - and _"));
        } else if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            problems.add(new Problem(file, line, key, null, "a value without control characters"));
        } else if (first != null) {
            problems.add(new Problem(file, line, key, shown, "each key once; it is on line " + first + " already"));
        } else {
            entries.add(new Entry(key, value, line));
        }
    }

    /** A line without its = may hold a secret all the same. */
    private static String withoutSecret(String line) {
        String key = line.split("[^A-Za-z0-9_.@-]", 2)[0];
        return line.equals(Entry.shown(key, line)) ? line : key;
    }

    private static String decode(byte[] bytes, int start, int end) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, start, end - start))
                .toString()
                .strip();
    }
}
