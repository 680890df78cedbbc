package dev.solera.proxy.internal.http2;

import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.RequestHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;

/** The head of a request as fields of HTTP/2: names in lower case (RFC 9113 §8.2.1), nothing that concerns one hop (§8.2.2). */
public final class RequestFields {
    private RequestFields() {}

    /**
     * Returns the fields of {@code head}. {@code te: trailers} is passed on: a server may send none without it (RFC 9110 §6.5.1).
     *
     * @param host sent as {@code :authority} when the request names none
     * @param dropXForwarded leave out the client's {@code X-Forwarded-For} and {@code -Proto}
     * @param dropForwarded leave out the client's {@code Forwarded}
     * @param dropSubject leave out the client's {@code X-Client-Subject}
     * @param own fields of our own
     */
    public static Http2Headers of(
            RequestHead head,
            String scheme,
            byte[] host,
            boolean dropXForwarded,
            boolean dropForwarded,
            boolean dropSubject,
            Map<String, String> own) {
        // Not validated again: the reader of HTTP/1.1 took nothing that is not a field.
        Http2Headers fields = new DefaultHttp2Headers(false)
                .method(head.method())
                .scheme(scheme)
                .authority(head.authority(host))
                .path(head.path());
        HeadWriter.passedOn(
                head,
                dropXForwarded,
                dropForwarded,
                dropSubject,
                (bytes, name, nameEnd, value, valueEnd) ->
                        FieldText.add(fields, bytes, name, nameEnd, value, valueEnd));
        if (head.wantsTrailers()) {
            fields.add("te", "trailers");
        }
        own.forEach((name, value) -> fields.add(name.toLowerCase(Locale.ROOT), value));
        return fields;
    }
}
