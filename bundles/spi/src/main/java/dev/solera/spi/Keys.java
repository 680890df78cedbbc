package dev.solera.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Typed reading of {@code key = value} pairs that remembers which keys were asked for, so that the rest can be refused as unknown.
 * Used by one thread.
 */
public final class Keys {
    private final Map<String, String> values;
    private final Set<String> asked = new LinkedHashSet<>();

    /** Reads from {@code values}, in their order. */
    public Keys(Map<String, String> values) {
        this.values = new LinkedHashMap<>(values);
    }

    /** Returns the value, or null when the key is absent. */
    public @Nullable String text(String key) {
        asked.add(key);
        return values.get(key);
    }

    /** Returns the value, or {@code fallback} when the key is absent. */
    public String text(String key, String fallback) {
        String value = text(key);
        return value == null ? fallback : value;
    }

    /**
     * Returns a whole number.
     *
     * @throws BadKey when it is none or not in {@code min..max}
     */
    public int number(String key, int min, int max, int fallback) {
        String value = text(key);
        if (value == null) {
            return fallback;
        }
        String expected = min + ".." + max;
        if (!value.matches("-?[0-9]{1,10}")) {
            throw new BadKey(key, value, expected);
        }
        long number = Long.parseLong(value);
        if (number < min || number > max) {
            throw new BadKey(key, value, expected);
        }
        return (int) number;
    }

    /**
     * Returns {@code true} or {@code false}.
     *
     * @throws BadKey when it is neither
     */
    public boolean flag(String key, boolean fallback) {
        String value = text(key);
        if (value == null) {
            return fallback;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadKey(key, value, "true or false");
        };
    }

    /**
     * Returns one of a set of words; the constants' names in lower case with {@code -} for {@code _}.
     *
     * @throws BadKey when it is none of them
     */
    public <E extends Enum<E>> E word(String key, Class<E> type, E fallback) {
        String value = text(key);
        if (value == null) {
            return fallback;
        }
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(value)) {
                return constant;
            }
            words.add(word);
        }
        throw new BadKey(key, value, String.join(", ", words));
    }

    /** Returns the pairs below {@code prefix.}, without the prefix, in file order. */
    public Map<String, String> group(String prefix) {
        Map<String, String> group = new LinkedHashMap<>();
        String start = prefix + ".";
        values.forEach((key, value) -> {
            if (key.startsWith(start)) {
                asked.add(key);
                group.put(key.substring(start.length()), value);
            }
        });
        return group;
    }

    /** Returns the keys present that nobody asked for, in file order. */
    public List<String> unknown() {
        return values.keySet().stream().filter(k -> !asked.contains(k)).toList();
    }

    /** Returns the keys that were asked for, present or not. */
    public Set<String> known() {
        return Set.copyOf(asked);
    }

    /** A key whose value is wrong. */
    public static final class BadKey extends IllegalArgumentException {
        private final String key;
        private final @Nullable String value;
        private final String expected;

        /** States that {@code key} holds {@code value} where {@code expected} was expected; a null value means it is missing. */
        public BadKey(String key, @Nullable String value, String expected) {
            super(key + ": " + value + " (expected: " + expected + ")");
            this.key = key;
            this.value = value;
            this.expected = expected;
        }

        /** Returns the key as written. */
        public String key() {
            return key;
        }

        /** Returns the value as written, null when it is missing. */
        public @Nullable String value() {
            return value;
        }

        /** Returns what would have been right. */
        public String expected() {
            return expected;
        }
    }
}
