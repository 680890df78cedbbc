package dev.solera.proxy;

import dev.solera.api.TlsProfile;
import dev.solera.api.TlsProfile.ClientAuth;
import dev.solera.api.TlsProfile.Source;
import dev.solera.api.TlsProfile.Version;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An authority, certificates in files, profiles that name them, and clients that trust the authority. */
final class TlsLab {
    private final Path folder;
    private final X509Bundle authority;

    String defaultCertificate = "shop";
    boolean strictSni;
    Version minVersion = Version.TLS_1_2;
    Version maxVersion = Version.TLS_1_3;
    List<String> ciphers = List.of();
    List<String> alpn = List.of("http/1.1");
    ClientAuth clientAuth = ClientAuth.NONE;
    String clientCa;
    String clientCrl;
    Duration handshake = Duration.ofSeconds(20);
    int handshakeRate;

    TlsLab(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    X509Bundle authority() {
        return authority;
    }

    X509Bundle issue(String subject, String... hosts) throws Exception {
        return issueUntil(Instant.now().plus(Duration.ofDays(365)), subject, hosts);
    }

    X509Bundle issueUntil(Instant end, String subject, String... hosts) throws Exception {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=" + subject)
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(end);
        for (String host : hosts) {
            builder.addSanDnsName(host);
        }
        return builder.buildIssuedBy(authority);
    }

    /** Writes certificate and key to {@code name}, in one move. */
    String write(String name, X509Bundle bundle) throws IOException {
        return write(name, bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM());
    }

    String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Path made = Files.createTempFile(
                folder, "new", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, text);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file.toString();
    }

    /** One that names {@code shop.pem} alone. */
    TlsProfile shop() {
        return profile(new Source("shop", folder.resolve("shop.pem").toString()));
    }

    TlsProfile profile(Source... sources) {
        return new TlsProfile(
                "site",
                List.of(sources),
                defaultCertificate,
                strictSni,
                minVersion,
                maxVersion,
                ciphers,
                alpn,
                clientAuth,
                clientCa,
                clientCrl,
                Duration.ofHours(8),
                handshake,
                handshakeRate);
    }

    /** Returns a context of a client that trusts the authority, and shows {@code own} if it is not null. */
    SSLContext trusting(X509Bundle own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = null;
        if (own != null) {
            KeyStore store = own.toKeyStore("secret".toCharArray());
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, "secret".toCharArray());
        }
        context.init(
                keys == null ? null : keys.getKeyManagers(),
                authority.toTrustManagerFactory().getTrustManagers(),
                null);
        return context;
    }

    /** Returns a connection whose handshake is still to come; {@code host} null names none. */
    static SSLSocket connect(SSLContext context, InetSocketAddress address, String host, String... versions)
            throws IOException {
        Socket plain = new Socket();
        plain.connect(address, 10_000);
        plain.setSoTimeout(10_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "peer", address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }
}
