package dev.solera.proxy.internal.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as HTTP/1.1. Every byte is looked at before it is written, so that nothing a client puts in a field can end a line
 * (RFC 9113 §8.2.1, §10.3); whatever else may be wrong with the request is for the reader of HTTP/1.1 to find.
 */
public final class RequestText {
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    private static final int KEY_BYTES = 16; // RFC 6455 §4.1

    private final Http2Headers fields;
    private final ByteBuf out;
    private long contentLength = -1;
    private boolean tunnel;

    private RequestText(Http2Headers fields, ByteBuf out) {
        this.fields = fields;
        this.out = out;
    }

    /**
     * What was written.
     *
     * @param problem why the request is malformed (RFC 9113 §8.1.1), null when it is not
     * @param contentLength of the body, −1 where the head does not say
     * @param tunnel whether it asks for a tunnel (RFC 8441); then there is no body
     */
    public record Result(@Nullable String problem, long contentLength, boolean tunnel) {}

    /**
     * Writes the head to {@code out}.
     *
     * @param whole whether no body follows
     */
    public static Result write(Http2Headers fields, boolean whole, ByteBuf out) {
        RequestText text = new RequestText(fields, out);
        String problem = text.write(whole);
        return new Result(problem, text.contentLength, text.tunnel);
    }

    private @Nullable String write(boolean whole) {
        CharSequence method = fields.method();
        CharSequence path = fields.path();
        CharSequence authority = fields.authority();
        CharSequence protocol = fields.get(PROTOCOL);
        tunnel = protocol != null;
        if (method == null || !FieldText.isToken(method)) {
            return ":method";
        }
        boolean connect = CONNECT.contentEquals(method);
        if (tunnel && (!connect || !WEBSOCKET.contentEqualsIgnoreCase(protocol))) {
            return ":protocol";
        }
        if (connect && !tunnel) {
            // The reader refuses it; it has neither path nor scheme (RFC 9113 §8.5).
            return path != null || fields.scheme() != null || authority == null || !FieldText.isTarget(authority)
                    ? "CONNECT with :path or :scheme, or without :authority"
                    : head(method, authority, authority, whole);
        }
        CharSequence scheme = fields.scheme();
        if (scheme == null || scheme.length() == 0) {
            return ":scheme";
        }
        if (path == null
                || !FieldText.isTarget(path)
                || path.charAt(0) != '/' && !AsciiString.contentEquals("*", path)) {
            return ":path";
        }
        return head(tunnel ? "GET" : method, path, authority, whole);
    }

    private @Nullable String head(
            CharSequence method, CharSequence target, @Nullable CharSequence authority, boolean whole) {
        put(method).writeByte(' ');
        put(target);
        put(" HTTP/1.1\r\n");
        if (authority != null) {
            if (!FieldText.isValue(authority)) {
                return ":authority";
            }
            FieldText.line("Host", authority, out);
        }
        StringBuilder cookies = new StringBuilder();
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            String problem = field(field.getKey(), field.getValue(), authority, cookies);
            if (problem != null) {
                return problem;
            }
        }
        if (!cookies.isEmpty()) {
            FieldText.line("cookie", cookies, out);
        }
        if (tunnel) {
            byte[] key = new byte[KEY_BYTES];
            ThreadLocalRandom.current().nextBytes(key); // proves nothing and protects nothing, RFC 6455 §10.8
            put("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ");
            put(Base64.getEncoder().encodeToString(key));
            put("\r\n");
        } else if (!whole && contentLength < 0) {
            put("Transfer-Encoding: chunked\r\n");
        }
        put("\r\n");
        return whole && contentLength > 0 ? "content-length of a body that is not there" : null;
    }

    private @Nullable String field(
            CharSequence name, CharSequence value, @Nullable CharSequence authority, StringBuilder cookies) {
        if (name.length() > 0 && name.charAt(0) == ':') {
            return null; // a pseudo-header; Netty has seen to their place and number
        }
        if (!FieldText.isName(name)) {
            return "a field name";
        }
        if (!FieldText.isValue(value)) {
            return "the value of " + name;
        }
        switch (name.toString()) {
            case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" -> {
                return "a field of one hop: " + name; // RFC 9113 §8.2.2
            }
            case "te" -> {
                if (!AsciiString.contentEqualsIgnoreCase("trailers", value)) {
                    return "te other than trailers";
                }
            }
            case "host" -> {
                if (authority != null) {
                    return AsciiString.contentEqualsIgnoreCase(authority, value) ? null : "host other than :authority";
                }
            }
            case "cookie" -> {
                // RFC 9113 §8.2.3: one line again
                cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
                return null;
            }
            case "content-length" -> {
                if (tunnel || contentLength >= 0 || !value.toString().matches("[0-9]{1,18}")) {
                    return "content-length";
                }
                contentLength = Long.parseLong(value.toString());
            }
            case "sec-websocket-key" -> {
                if (tunnel) {
                    return null;
                }
            }
            default -> {}
        }
        FieldText.line(name, value, out);
        return null;
    }

    private ByteBuf put(CharSequence text) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return out;
    }
}
