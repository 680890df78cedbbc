package dev.solera.proxy.internal.http2;

import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.ResponseHead;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/** The head of a response as fields of HTTP/2: names in lower case (RFC 9113 §8.2.1), nothing that concerns one hop (§8.2.2). */
public final class ResponseFields {
    private static final AsciiString ACCEPT = AsciiString.cached("sec-websocket-accept");

    private ResponseFields() {}

    /**
     * Returns the fields of {@code head}.
     *
     * @param lengthKept whether {@code Content-Length} means something
     */
    public static Http2Headers of(ResponseHead head, boolean lengthKept) {
        return fields(head, head.status(), lengthKept);
    }

    /** Returns the answer to a request for a tunnel whose server agreed with {@code head} (RFC 8441 §5). */
    public static Http2Headers tunnel(ResponseHead head) {
        Http2Headers fields = fields(head, 200, false);
        fields.remove(ACCEPT);
        return fields;
    }

    private static Http2Headers fields(ResponseHead head, int status, boolean lengthKept) {
        // Not validated again: the reader of HTTP/1.1 took nothing that is not a field.
        Http2Headers fields = new DefaultHttp2Headers(false, 2 + head.headers());
        fields.status(HttpResponseStatus.valueOf(status).codeAsText());
        HeadWriter.passedOn(
                head,
                lengthKept,
                (bytes, name, nameEnd, value, valueEnd) ->
                        FieldText.add(fields, bytes, name, nameEnd, value, valueEnd));
        return fields;
    }
}
