package dev.solera.core.internal.model;

import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.spi.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code fwmark} and {@code fwmark.<name>}: {@code number [inet|inet6]}. */
final class MarkReader {
    private static final Pattern MARK = Pattern.compile("([0-9]{1,10})(?:[ \t]+(inet6?))?");

    private MarkReader() {}

    static List<FirewallMark> read(Keys keys) {
        List<FirewallMark> marks = new ArrayList<>();
        String only = keys.text("fwmark");
        if (only != null) {
            add("fwmark", only, marks);
        }
        keys.group("fwmark").forEach((name, value) -> add("fwmark." + name, value, marks));
        return marks;
    }

    private static void add(String key, String value, List<FirewallMark> marks) {
        Matcher m = MARK.matcher(value);
        if (!m.matches() || Long.parseLong(m.group(1)) < 1 || Long.parseLong(m.group(1)) > FirewallMark.MAX) {
            throw new Keys.BadKey(key, value, "1.." + FirewallMark.MAX + ", with inet6 behind it if not inet");
        }
        FirewallMark mark =
                new FirewallMark(Long.parseLong(m.group(1)), "inet6".equals(m.group(2)) ? Family.INET6 : Family.INET);
        if (marks.contains(mark)) {
            throw new Keys.BadKey(key, value, "each mark once");
        }
        marks.add(mark);
    }
}
