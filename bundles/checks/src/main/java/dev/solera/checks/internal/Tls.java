package dev.solera.checks.internal;

import dev.solera.spi.Keys;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the servers of one check.
 *
 * <p>Keys: {@code tls} (false); {@code tls.sni}, the name sent and, with {@code tls.verify}, looked for in the certificate; {@code tls.ca}, a
 * PEM file of authorities, relative to Karaf's {@code etc}; {@code tls.verify}, true if {@code tls.ca} is given, else false as in HAProxy's
 * checks: a check asks whether a server serves, and its certificate is often made out to the service's name, not to its own. With
 * {@code tls.verify} and no {@code tls.ca} the JVM's authorities count; with no {@code tls.sni} any name will do.
 */
final class Tls {
    private final SslContext context;
    private final @Nullable SNIHostName sni;

    private Tls(SslContext context, @Nullable SNIHostName sni) {
        this.context = context;
        this.sni = sni;
    }

    /** Returns what the keys ask for, null for no TLS. */
    static @Nullable Tls parse(Keys keys) {
        boolean wanted = keys.flag("tls", false);
        String ca = keys.text("tls.ca");
        boolean verify = keys.flag("tls.verify", ca != null);
        String sni = keys.text("tls.sni");
        if (!wanted) {
            for (String key : new String[] {"tls.ca", "tls.verify", "tls.sni"}) {
                if (keys.text(key) != null) {
                    throw new Keys.BadKey(key, keys.text(key), "tls = true with it");
                }
            }
            return null;
        }
        return new Tls(context(ca, verify, sni), sni == null ? null : hostName(sni));
    }

    /** Returns a handler for one connection to {@code address}; the handshake begins by itself. */
    SslHandler handler(ByteBufAllocator allocator, InetSocketAddress address) {
        String peer = sni != null ? sni.getAsciiName() : address.getAddress().getHostAddress();
        SslHandler handler = context.newHandler(allocator, peer, address.getPort());
        if (sni != null) {
            // The JDK by itself does not send a name without a dot.
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(sni));
            handler.engine().setSSLParameters(parameters);
        }
        // The probe's own timer covers it.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private static SNIHostName hostName(String sni) {
        try {
            return new SNIHostName(sni);
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey("tls.sni", sni, "a host name such as www.example.org");
        }
    }

    private static SslContext context(@Nullable String ca, boolean verify, @Nullable String sni) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(verify && sni != null ? "HTTPS" : null);
        if (!verify) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (ca != null) {
            trust(builder, ca);
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new Keys.BadKey("tls", "true (" + e.getMessage() + ")", "a JVM that can do TLS");
        }
    }

    private static void trust(SslContextBuilder builder, String ca) {
        try {
            builder.trustManager(
                    Path.of(System.getProperty("karaf.etc", "")).resolve(ca).toFile());
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey("tls.ca", ca, "a readable PEM file of certificates");
        }
    }
}
