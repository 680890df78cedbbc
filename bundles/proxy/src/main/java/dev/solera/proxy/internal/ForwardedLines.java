package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import dev.solera.api.VirtualServer.Forwarded;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header lines that tell a server about the client, made once for a connection. */
final class ForwardedLines {
    final Forwarded wanted;
    final boolean dropsXForwarded;
    final boolean dropsForwarded;
    final boolean dropsSubject;
    /** The lines, each with its CRLF. */
    final byte[] own;
    /** The same, by name, in the same order. */
    final Map<String, String> fields;
    /** {@code Host} for a request without one. */
    final byte[] host;

    ForwardedLines(
            Forwarded wanted, InetSocketAddress source, InetSocketAddress destination, @Nullable SslHandler tls) {
        this.wanted = wanted;
        this.dropsXForwarded = wanted.xForwarded() == Treatment.REPLACE;
        this.dropsForwarded = wanted.rfc7239() == Treatment.REPLACE;
        String client = Addresses.text(source.getAddress());
        this.dropsSubject = wanted.subject();
        String scheme = tls == null ? "http" : "https";
        Map<String, String> all = new LinkedHashMap<>();
        if (wanted.xForwarded() != Treatment.OFF) {
            all.put("X-Forwarded-For", client);
            all.put("X-Forwarded-Proto", scheme);
        }
        if (wanted.rfc7239() != Treatment.OFF) {
            // RFC 7239 §6: an IPv6 address stands in brackets and therefore in quotes
            String node = client.indexOf(':') < 0 ? client : "\"[" + client + "]\"";
            all.put("Forwarded", "for=" + node + ";proto=" + scheme);
        }
        String subject = wanted.subject() && tls != null
                ? ClientCertificate.subject(tls.engine().getSession())
                : null;
        if (subject != null) {
            all.put("X-Client-Subject", subject);
        }
        StringBuilder lines = new StringBuilder();
        all.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
        this.fields = Collections.unmodifiableMap(all);
        this.own = lines.toString().getBytes(StandardCharsets.US_ASCII);
        this.host = Addresses.text(destination).getBytes(StandardCharsets.US_ASCII);
    }
}
