package dev.solera.proxy.internal.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response as HTTP/1.1. Every byte is looked at before it is written, so that nothing a server puts in a field can end a line
 * (RFC 9113 §8.2.1, §10.3); whatever else may be wrong with the response is for the reader of HTTP/1.1 to find.
 */
public final class ResponseText {
    private ResponseText() {}

    /**
     * What was written.
     *
     * @param problem why the response is malformed (RFC 9113 §8.1.1), null when it is not
     * @param interim whether another head follows
     * @param chunked whether the body goes in chunks
     * @param contentLength of the body, −1 where the head does not say, 0 where there is none whatever it says
     */
    public record Result(@Nullable String problem, boolean interim, boolean chunked, long contentLength) {}

    /**
     * Writes the head to {@code out}.
     *
     * @param whole whether no body follows
     * @param toHead whether it answers a request that wants no body
     */
    public static Result write(Http2Headers fields, boolean whole, boolean toHead, ByteBuf out) {
        CharSequence status = fields.status();
        if (status == null || !status.toString().matches("[1-5][0-9][0-9]")) {
            return malformed(":status");
        }
        int code = Integer.parseInt(status.toString());
        boolean interim = code < 200;
        if (code == 101 || interim && whole) {
            return malformed(code + (whole ? " that ends its stream" : "")); // RFC 9113 §8.1, §8.6
        }
        out.writeCharSequence("HTTP/1.1 " + code + " ", StandardCharsets.US_ASCII);
        FieldText.crlf(out);
        long contentLength = -1;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            CharSequence value = field.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                continue; // a pseudo-header; Netty has seen to their place and number
            }
            if (!FieldText.isName(name)) {
                return malformed("a field name");
            }
            if (!FieldText.isValue(value)) {
                return malformed("the value of " + name);
            }
            switch (name.toString()) {
                case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "te" -> {
                    return malformed("a field of one hop: " + name); // RFC 9113 §8.2.2
                }
                case "content-length" -> {
                    if (contentLength >= 0 || !value.toString().matches("[0-9]{1,18}")) {
                        return malformed("content-length");
                    }
                    contentLength = Long.parseLong(value.toString());
                }
                default -> {}
            }
            FieldText.line(name, value, out);
        }
        boolean bodiless = interim || toHead || code == 204 || code == 304;
        if (!bodiless && whole && contentLength > 0) {
            return malformed("content-length of a body that is not there");
        }
        boolean chunked = !bodiless && contentLength < 0;
        if (chunked) {
            FieldText.line("transfer-encoding", "chunked", out);
        }
        FieldText.crlf(out);
        return new Result(null, interim, chunked, bodiless ? 0 : contentLength);
    }

    private static Result malformed(String problem) {
        return new Result(problem, false, false, -1);
    }
}
