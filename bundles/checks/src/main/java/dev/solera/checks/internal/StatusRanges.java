package dev.solera.checks.internal;

import dev.solera.spi.Keys;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP status codes, written {@code 200}, {@code 200-399} or a list of both: {@code 200,204,300-399}.
 *
 * @param text as written
 * @param codes those in it
 */
record StatusRanges(String text, BitSet codes) {
    private static final String EXPECTED = "codes and ranges of 100..999 such as 200,204,300-399";
    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{2})(?:-([1-9][0-9]{2}))?");

    static StatusRanges parse(String key, String text) {
        BitSet codes = new BitSet(1000);
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new Keys.BadKey(key, text, EXPECTED);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                throw new Keys.BadKey(key, text, EXPECTED);
            }
            codes.set(first, last + 1);
        }
        return new StatusRanges(text, codes);
    }

    boolean contains(int status) {
        return codes.get(status);
    }
}
