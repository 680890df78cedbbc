package dev.solera.shell.internal;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259), pure ASCII, so that no terminal or locale can spoil it. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /**
     * Returns the text of {@code value}: two spaces a level, keys in the map's order.
     *
     * @param value null, a string, number, boolean, enum, {@link Map} with string keys or {@link Iterable} of such values
     */
    static String write(@Nullable Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.toString();
    }

    private void value(@Nullable Object value, String newLine) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            object(map, newLine);
        } else if (value instanceof Iterable<?> list) {
            array(list, newLine);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map, String newLine) {
        String inner = newLine + "  ";
        String separator = "";
        out.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator).append(inner);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), inner);
            separator = ",";
        }
        out.append(map.isEmpty() ? "" : newLine).append('}');
    }

    private void array(Iterable<?> list, String newLine) {
        String inner = newLine + "  ";
        String separator = "";
        out.append('[');
        for (Object element : list) {
            out.append(separator).append(inner);
            value(element, inner);
            separator = ",";
        }
        out.append(separator.isEmpty() ? "" : newLine).append(']');
    }

    private void number(Number number) {
        if (number instanceof Double d) {
            // RFC 8259 §6 has no NaN and no infinity.
            out.append(
                    d.isNaN() || d.isInfinite()
                            ? "null"
                            : new BigDecimal(d).stripTrailingZeros().toPlainString());
        } else {
            out.append(number);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
