package dev.solera.proxy.internal.http2;

import dev.solera.proxy.internal.http1.Chars;
import dev.solera.proxy.internal.http1.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Fields of HTTP/2 as text and back: which characters may be in them (RFC 9113 §8.2.1), and how they stand in a line. */
public final class FieldText {
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};

    private FieldText() {}

    static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !Chars.isToken(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /** A name in capitals is malformed (RFC 9113 §8.2.1). */
    static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return false;
            }
        }
        return isToken(name);
    }

    static boolean isTarget(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !Chars.isTarget(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    static boolean isValue(CharSequence value) {
        int n = value.length();
        for (int i = 0; i < n; i++) {
            if (value.charAt(i) > 0xff || !Chars.isField(value.charAt(i))) {
                return false;
            }
        }
        // RFC 9113 §8.2.1: no white space at the ends
        return n == 0 || !Chars.isBlank(value.charAt(0)) && !Chars.isBlank(value.charAt(n - 1));
    }

    static void line(CharSequence name, CharSequence value, ByteBuf out) {
        out.writeCharSequence(name, StandardCharsets.ISO_8859_1);
        out.writeByte(':').writeByte(' ');
        out.writeCharSequence(value, StandardCharsets.ISO_8859_1);
        crlf(out);
    }

    static void crlf(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }

    /** Writes {@code n} bytes of {@code data} as a chunk (RFC 9112 §7.1). */
    public static void chunk(ByteBuf data, int n, ByteBuf out) {
        out.writeCharSequence(Integer.toHexString(n), StandardCharsets.US_ASCII);
        crlf(out);
        out.writeBytes(data, n);
        crlf(out);
    }

    /** Writes the end of a body in chunks. */
    public static void lastChunk(ByteBuf out) {
        out.writeBytes(LAST_CHUNK);
        crlf(out);
    }

    /**
     * Writes the end of a body in chunks with {@code trailers} (RFC 9113 §8.1).
     *
     * @return whether they are well formed
     */
    public static boolean lastChunk(Http2Headers trailers, ByteBuf out) {
        out.writeBytes(LAST_CHUNK);
        for (Map.Entry<CharSequence, CharSequence> field : trailers) {
            if (!isName(field.getKey()) || !isValue(field.getValue())) {
                return false; // a pseudo-header is none either
            }
            line(field.getKey(), field.getValue(), out);
        }
        crlf(out);
        return true;
    }

    /** Returns {@code trailers} as fields. */
    public static Http2Headers of(Trailers trailers) {
        // Not validated again: the reader of HTTP/1.1 took nothing that is not a field.
        Http2Headers fields = new DefaultHttp2Headers(false);
        trailers.each((bytes, name, nameEnd, value, valueEnd) -> add(fields, bytes, name, nameEnd, value, valueEnd));
        return fields;
    }

    /** Adds a field, its name in lower case. */
    static void add(Http2Headers to, byte[] bytes, int name, int nameEnd, int value, int valueEnd) {
        byte[] lower = new byte[nameEnd - name];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Chars.lower(bytes[name + i]);
        }
        to.add(new AsciiString(lower, false), new AsciiString(Arrays.copyOfRange(bytes, value, valueEnd), false));
    }
}
