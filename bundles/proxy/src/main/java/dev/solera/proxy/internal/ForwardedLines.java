package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import dev.solera.api.VirtualServer.Forwarded;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The header lines that tell a server about the client, made once for a connection. */
final class ForwardedLines {
    final Forwarded wanted;
    final boolean dropsXForwarded;
    final boolean dropsForwarded;
    final boolean dropsSubject;
    /** The lines, each with its CRLF. */
    final byte[] own;
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
        StringBuilder lines = new StringBuilder();
        if (wanted.xForwarded() != Treatment.OFF) {
            lines.append("X-Forwarded-For: ").append(client).append("\r\n");
            lines.append("X-Forwarded-Proto: ").append(scheme).append("\r\n");
        }
        if (wanted.rfc7239() != Treatment.OFF) {
            // RFC 7239 §6: an IPv6 address stands in brackets and therefore in quotes
            String node = client.indexOf(':') < 0 ? client : "\"[" + client + "]\"";
            lines.append("Forwarded: for=")
                    .append(node)
                    .append(";proto=")
                    .append(scheme)
                    .append("\r\n");
        }
        String subject = wanted.subject() && tls != null
                ? ClientCertificate.subject(tls.engine().getSession())
                : null;
        if (subject != null) {
            lines.append("X-Client-Subject: ").append(subject).append("\r\n");
        }
        this.own = lines.toString().getBytes(StandardCharsets.US_ASCII);
        this.host = Addresses.text(destination).getBytes(StandardCharsets.US_ASCII);
    }
}
