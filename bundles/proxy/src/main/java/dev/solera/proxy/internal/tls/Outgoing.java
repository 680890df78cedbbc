package dev.solera.proxy.internal.tls;

import dev.solera.api.Addresses;
import dev.solera.api.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Begins TLS to servers as one pool says, with what its files hold. Event loops call {@link #handler}; everything else is the vault's
 * thread. Files that change are read again; when they cannot be used, what was read before goes on serving.
 */
public final class Outgoing {
    private final ServerTls settings;
    private final boolean http2;
    private final Path etc;
    private final Library library;
    private volatile SslContext context;
    private volatile String trouble = "";
    private volatile String refused = "";
    private String stamp;

    private Outgoing(ServerTls settings, boolean http2, Path etc, Library library) throws IOException {
        this.settings = settings;
        this.http2 = http2;
        this.etc = etc;
        this.library = library;
        this.stamp = stamp();
        this.context = load();
    }

    /**
     * Reads the files of {@code settings}.
     *
     * @param http2 whether HTTP/2 is asked for, and nothing else (RFC 9113 §3.2)
     * @throws IOException in an operator's words: which file cannot be used, and why
     */
    static Outgoing of(ServerTls settings, boolean http2, Path etc, Library library) throws IOException {
        return new Outgoing(settings, http2, etc, library);
    }

    /** Returns what speaks TLS on a connection to {@code server}. Safe from any thread. */
    public SslHandler handler(ByteBufAllocator allocator, InetSocketAddress server) {
        String host = settings.host();
        String peer = host == null ? Addresses.text(server.getAddress()) : host;
        SslHandler handler = context.newHandler(allocator, peer, server.getPort());
        handler.setHandshakeTimeoutMillis(0); // the session has a deadline of its own
        return handler;
    }

    /** Keeps for the operator why a handshake with {@code server} failed; null: it did not. Safe from any thread. */
    public void result(String server, @Nullable Throwable cause) {
        if (cause != null) {
            String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            refused = "tls to " + server + ": " + why;
        } else if (!refused.isEmpty()) {
            refused = "";
        }
    }

    /** Reads the files again if they changed; returns what was in use until now, or null when that stays. */
    @Nullable
    SslContext refresh() {
        String now = stamp();
        if (now.equals(stamp)) {
            return null;
        }
        stamp = now;
        try {
            SslContext before = context;
            context = load();
            trouble = "";
            return before;
        } catch (IOException e) {
            trouble = e.getMessage() + "; what was read before serves";
            return null;
        }
    }

    /** Returns what an operator should know, in words. Safe from any thread. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (String note : List.of(trouble, refused)) {
            if (!note.isEmpty()) {
                notes.add(note);
            }
        }
        return notes;
    }

    SslContext context() {
        return context;
    }

    private SslContext load() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(library.provider())
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(library.modern(), SupportedCipherSuiteFilter.INSTANCE)
                .endpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : null); // RFC 9110 §4.3.4
        if (http2) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2));
        }
        String ca = settings.ca();
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (ca != null) {
            Pem authorities = read("server.tls.ca", ca);
            if (authorities.certificates().isEmpty()) {
                throw new IOException("server.tls.ca: " + ca + " (expected: a PEM file with a certificate)");
            }
            builder.trustManager(authorities.certificates().toArray(new X509Certificate[0]));
        }
        String certificate = settings.certificate();
        if (certificate != null) {
            try {
                Site own = Site.read("server.tls.cert", etc.resolve(certificate));
                builder.keyManager(own.key(), own.chain().toArray(new X509Certificate[0]));
            } catch (IOException e) {
                throw new IOException("server.tls.cert: " + certificate + " (expected: " + e.getMessage() + ")", e);
            }
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IOException(
                    "server.tls: " + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)
                            + " (expected: files that can be used)",
                    e);
        }
    }

    private Pem read(String key, String path) throws IOException {
        try {
            return Pem.read(etc.resolve(path));
        } catch (IOException e) {
            throw new IOException(key + ": " + path + " (expected: " + e.getMessage() + ")", e);
        }
    }

    private String stamp() {
        StringBuilder all = new StringBuilder();
        String ca = settings.ca();
        if (ca != null) {
            Termination.stampOf(etc.resolve(ca), all);
        }
        String certificate = settings.certificate();
        if (certificate != null) {
            Termination.stamp(etc.resolve(certificate), all);
        }
        return all.toString();
    }
}
