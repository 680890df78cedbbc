package dev.solera.core.internal.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expands {@code [a-b]}: {@code real.shop-[01-12] = 10.0.1.[11-22]:8080} is twelve entries. A key has at most one range; every range of
 * the value has as many steps as the key's. Leading zeros of the first bound give the width.
 */
public final class Ranges {
    /** The most entries that one line may stand for. */
    static final int MAX_STEPS = 4096;

    /** The most characters that one line may stand for. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final Pattern RANGE = Pattern.compile("\\[([0-9]{1,9})-([0-9]{1,9})]");

    private Ranges() {}

    /** Tells whether {@code key} stands for several. */
    public static boolean isRange(String key) {
        return RANGE.matcher(key).find();
    }

    /**
     * Expands one line; a line without a range gives itself.
     *
     * @throws IllegalArgumentException when the ranges do not fit; the message says what was expected
     */
    public static List<Entry> expand(Entry entry) {
        Range inKey = only(entry.key());
        if (inKey == null) {
            return List.of(entry);
        }
        if ((long) inKey.steps() * (entry.key().length() + entry.value().length()) > MAX_CHARACTERS) {
            throw new IllegalArgumentException("a shorter line, or a range of fewer steps");
        }
        List<Entry> expanded = new ArrayList<>(inKey.steps());
        for (int step = 0; step < inKey.steps(); step++) {
            int at = step;
            String key = RANGE.matcher(entry.key()).replaceAll(m -> inKey.number(at));
            String value = RANGE.matcher(entry.value()).replaceAll(m -> {
                Range range = Range.of(m.group(1), m.group(2));
                if (range.steps() != inKey.steps()) {
                    throw new IllegalArgumentException(
                            "a range of " + inKey.steps() + " steps as in the key, not " + range.steps());
                }
                return range.number(at);
            });
            expanded.add(new Entry(key, value, entry.line()));
        }
        return expanded;
    }

    /**
     * Splits a range line so that one member is no longer in it.
     *
     * @return the lines that stand for the others: none, one or two
     */
    public static List<Entry> without(Entry range, String memberKey) {
        List<Entry> all = expand(range);
        int at = 0;
        while (!all.get(at).key().equals(memberKey)) {
            at++;
        }
        List<Entry> left = new ArrayList<>(2);
        if (at > 0) {
            left.add(part(range, 0, at - 1, all));
        }
        if (at < all.size() - 1) {
            left.add(part(range, at + 1, all.size() - 1, all));
        }
        return left;
    }

    private static Entry part(Entry range, int first, int last, List<Entry> all) {
        if (first == last) {
            return all.get(first);
        }
        return new Entry(narrow(range.key(), first, last), narrow(range.value(), first, last), range.line());
    }

    private static String narrow(String text, int first, int last) {
        return RANGE.matcher(text).replaceAll(m -> {
            Range r = Range.of(m.group(1), m.group(2));
            return "[" + r.number(first) + "-" + r.number(last) + "]";
        });
    }

    private static @Nullable Range only(String key) {
        Matcher m = RANGE.matcher(key);
        if (!m.find()) {
            return null;
        }
        Range range = Range.of(m.group(1), m.group(2));
        if (m.find()) {
            throw new IllegalArgumentException("at most one range in a key");
        }
        return range;
    }

    private record Range(int first, int last, int width) {
        static Range of(String first, String last) {
            Range range = new Range(
                    Integer.parseInt(first), Integer.parseInt(last), first.startsWith("0") ? first.length() : 1);
            if (range.last < range.first || range.steps() > MAX_STEPS) {
                throw new IllegalArgumentException(
                        "a range of 1 to " + MAX_STEPS + " steps, not [" + first + "-" + last + "]");
            }
            return range;
        }

        int steps() {
            return last - first + 1;
        }

        String number(int step) {
            String digits = Integer.toString(first + step);
            return "0".repeat(Math.max(0, width - digits.length())) + digits;
        }
    }
}
