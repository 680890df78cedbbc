package dev.solera.checks.internal;

import dev.solera.spi.Keys;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code http} check asks for and wants to get.
 *
 * @param method {@code method}, GET
 * @param path {@code path}, / ; sent as it stands, with a query if there is one
 * @param host {@code host}, null: the server's address and port
 * @param headers {@code header.<Name>}, sent besides Host, User-Agent, Accept and Connection
 * @param status {@code status}, 200-399
 * @param expectedHeaders {@code expect.header.<Name>}: a text that one value of that header has to contain; an empty one asks only that the header
 *     is there
 * @param body {@code body}: a text that has to be in the body, null for none
 * @param bodyRegex {@code body.regex}: a Java regular expression that has to match somewhere in the body, null for none
 * @param bodyLimitBytes {@code body.limit.bytes}: how much of the body is looked at, 65536; bounds the memory of a check
 */
record HttpSettings(
        HttpMethod method,
        String path,
        @Nullable String host,
        HttpHeaders headers,
        StatusRanges status,
        Map<String, String> expectedHeaders,
        @Nullable String body,
        @Nullable Pattern bodyRegex,
        int bodyLimitBytes) {
    private static final int DEFAULT_BODY_LIMIT = 64 * 1024;
    private static final int LARGEST_BODY_LIMIT = 16 * 1024 * 1024;
    /** RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** Printable ASCII without spaces, as a request target has to be (RFC 9112 section 3.2). */
    private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*|\\*");

    private static final Pattern HOST = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t\\x{80}-\\x{ff}]*");
    /** These the check sets itself; others of them would change where the answer ends. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "te", "trailer");

    static HttpSettings parse(Keys keys) {
        return new HttpSettings(
                HttpMethod.valueOf(
                        matching(keys, "method", "GET", Pattern.compile("[A-Z]{1,20}"), "a method such as GET")),
                matching(keys, "path", "/", TARGET, "a path such as /health, without spaces"),
                keys.text("host") == null ? null : matching(keys, "host", "", HOST, "a host such as www.example.org"),
                headers(keys.group("header")),
                StatusRanges.parse("status", keys.text("status", "200-399")),
                expectedHeaders(keys.group("expect.header")),
                keys.text("body"),
                regex(keys),
                keys.number("body.limit.bytes", 1, LARGEST_BODY_LIMIT, DEFAULT_BODY_LIMIT));
    }

    /** Returns whether the body has to be looked at. */
    boolean wantsBody() {
        return body != null || bodyRegex != null;
    }

    private static String matching(Keys keys, String key, String fallback, Pattern pattern, String expected) {
        String value = keys.text(key, fallback);
        if (!pattern.matcher(value).matches()) {
            throw new Keys.BadKey(key, value, expected);
        }
        return value;
    }

    private static HttpHeaders headers(Map<String, String> group) {
        HttpHeaders headers = new DefaultHttpHeaders();
        group.forEach((name, value) -> {
            String key = "header." + name;
            if (!TOKEN.matcher(name).matches()) {
                throw new Keys.BadKey(key, value, "a header name after header.");
            }
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new Keys.BadKey(
                        key,
                        value,
                        name.equalsIgnoreCase("host") ? "host instead" : "a header the check does not set itself");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new Keys.BadKey(key, value, "printable characters of ISO 8859-1");
            }
            headers.add(name, value);
        });
        return headers;
    }

    private static Map<String, String> expectedHeaders(Map<String, String> group) {
        group.forEach((name, value) -> {
            if (!TOKEN.matcher(name).matches()) {
                throw new Keys.BadKey("expect.header." + name, value, "a header name after expect.header.");
            }
        });
        return group;
    }

    private static @Nullable Pattern regex(Keys keys) {
        String regex = keys.text("body.regex");
        if (regex == null) {
            return null;
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new Keys.BadKey("body.regex", regex, "a Java regular expression; " + e.getDescription());
        }
    }
}
