package dev.solera.proxy.internal;

import dev.solera.api.Outbound;
import dev.solera.proxy.internal.proxyprotocol.HeaderWriter;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;

/** Tells a server about the client of a session, by a header of the PROXY protocol in front of everything else. */
final class Introducer {
    /** Bits of the field SSL: the client spoke TLS; it showed a certificate on this connection, or in this session. */
    private static final int OVER_TLS = 0x01;

    private static final int SHOWED_CERTIFICATE = 0x06;

    private Introducer() {}

    static ByteBuf header(Session session, Outbound.Header version) {
        ByteBuf out = Unpooled.buffer(256);
        if (version == Outbound.Header.V1) {
            HeaderWriter.line(session.source(), session.destination(), out);
        } else {
            HeaderWriter.binary(session.source(), session.destination(), fields(session), out);
        }
        return out;
    }

    private static List<Field> fields(Session session) {
        List<Field> fields = new ArrayList<>();
        SslHandler tls = session.tls();
        String host = session.host();
        if (tls != null && tls.applicationProtocol() != null) {
            fields.add(text(ProxyHeader.ALPN, tls.applicationProtocol()));
        }
        if (host != null) {
            fields.add(text(ProxyHeader.AUTHORITY, host));
        }
        if (tls != null) {
            fields.add(ssl(tls.engine().getSession()));
        }
        // What a proxy in front of us said, but for what we know better.
        for (Field said : session.said()) {
            if (fields.stream().noneMatch(f -> f.type() == said.type())) {
                fields.add(said);
            }
        }
        return fields;
    }

    private static Field ssl(SSLSession tls) {
        ByteBuf value = Unpooled.buffer();
        X509Certificate own = ClientCertificate.of(tls);
        boolean shown = own != null;
        String name = own == null ? null : ClientCertificate.commonName(own);
        value.writeByte(shown ? OVER_TLS | SHOWED_CERTIFICATE : OVER_TLS);
        value.writeInt(shown ? 0 : 1); // 0: a certificate was shown and is good
        put(value, text(ProxyHeader.SSL_VERSION, tls.getProtocol()));
        put(value, text(ProxyHeader.SSL_CIPHER, tls.getCipherSuite()));
        if (name != null) {
            put(value, text(ProxyHeader.SSL_CN, name));
        }
        byte[] bytes = new byte[value.readableBytes()];
        value.readBytes(bytes);
        return new Field(ProxyHeader.SSL, bytes);
    }

    private static void put(ByteBuf to, Field field) {
        to.writeByte(field.type()).writeShort(field.value().length).writeBytes(field.value());
    }

    private static Field text(int type, String text) {
        return new Field(type, text.getBytes(StandardCharsets.UTF_8));
    }
}
