package dev.solera.shell.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;

/** Reads options that stand behind the arguments, where people write them; Karaf's own parser takes them in front only. */
final class TrailingOptions {
    private TrailingOptions() {}

    /**
     * Sets the {@link Option} fields of {@code command} that {@code words} name, and returns the words that are no option.
     *
     * @throws IllegalArgumentException when an option is unknown or its value is missing or wrong
     */
    static List<String> apply(Action command, List<String> words) {
        SortedMap<String, Field> options = options(command.getClass());
        List<String> others = new ArrayList<>();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (!word.startsWith("--")) {
                others.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Field field = options.get(name);
            if (field == null) {
                throw new IllegalArgumentException(
                        "option: " + name + " (expected: " + String.join(", ", options.keySet()) + ")");
            }
            boolean flag = field.getType() == boolean.class;
            if (flag ? equals >= 0 : equals < 0 && !rest.hasNext()) {
                throw new IllegalArgumentException(
                        "option: " + word + " (expected: " + name + (flag ? "" : " value") + ")");
            }
            set(command, field, name, flag ? "true" : equals < 0 ? rest.next() : word.substring(equals + 1));
        }
        return others;
    }

    private static SortedMap<String, Field> options(Class<?> command) {
        SortedMap<String, Field> options = new TreeMap<>();
        for (Class<?> type = command; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    options.put(option.name(), field);
                }
            }
        }
        return options;
    }

    private static void set(Action command, Field field, String name, String value) {
        try {
            field.setAccessible(true);
            if (field.getType() == boolean.class) {
                field.setBoolean(command, true);
            } else if (field.getType() == int.class) {
                field.setInt(command, Integer.parseInt(value));
            } else if (field.getType() == List.class) {
                List<Object> values = new ArrayList<>();
                if (field.get(command) instanceof List<?> before) {
                    values.addAll(before);
                }
                values.add(value);
                field.set(command, values);
            } else {
                field.set(command, value);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot set " + field, e);
        }
    }
}
