package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.core.internal.files.Entry;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says in words how two records of one type differ, whatever parts they have. */
final class RecordWords {
    /** How long a part may be in words; beyond that only its name is told. */
    private static final int LONGEST_PART = 200;

    private RecordWords() {}

    /**
     * Returns the parts that differ, such as {@code weight 1 to 3, max connections 0 to 300}.
     *
     * @param without names of parts that are left out
     */
    static String difference(Record before, Record after, Set<String> without) {
        List<String> words = new ArrayList<>();
        parts("", before, after, without, words);
        return String.join(", ", words);
    }

    private static void parts(String prefix, Record before, Record after, Set<String> without, List<String> words) {
        for (RecordComponent part : before.getClass().getRecordComponents()) {
            Object old = value(part, before);
            Object now = value(part, after);
            if (without.contains(part.getName()) || Objects.equals(old, now)) {
                continue;
            }
            String name = prefix + spaced(part.getName());
            if (old instanceof Record a && now instanceof Record b && a.getClass() == b.getClass()) {
                parts(name + " ", a, b, without, words);
                continue;
            }
            String change = name + " " + text(old) + " to " + text(now);
            words.add(change.length() > LONGEST_PART ? name : change);
        }
    }

    private static @Nullable Object value(RecordComponent part, Record of) {
        try {
            // The type may be less public than the method.
            part.getAccessor().setAccessible(true);
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record without its own part: " + part, e);
        }
    }

    private static String spaced(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        if (value instanceof InetSocketAddress address) {
            return Addresses.text(address);
        }
        if (value instanceof InetAddress address) {
            return Addresses.text(address);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordWords::text).toList().toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> shown = new TreeMap<>();
            map.forEach((key, one) ->
                    shown.put(String.valueOf(key), String.valueOf(Entry.shown(String.valueOf(key), text(one)))));
            return shown.toString();
        }
        if (value instanceof Record whole
                && whole.toString().startsWith(whole.getClass().getSimpleName() + "[")) {
            List<String> parts = new ArrayList<>();
            for (RecordComponent part : whole.getClass().getRecordComponents()) {
                parts.add(text(value(part, whole)));
            }
            return String.join(" ", parts);
        }
        return value.toString().isEmpty() ? "none" : value.toString();
    }
}
