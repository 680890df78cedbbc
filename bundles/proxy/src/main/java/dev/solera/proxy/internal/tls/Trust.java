package dev.solera.proxy.internal.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose signatures on a peer's certificate count. */
final class Trust {
    private Trust() {}

    /**
     * Returns who trusts the authorities in {@code ca}, but for what the lists in {@code crl} revoke.
     *
     * @throws IOException with key and what was expected
     */
    static TrustManagerFactory of(Path ca, @Nullable Path crl) throws IOException {
        Pem authorities = named("client.ca", ca);
        if (authorities.certificates().isEmpty()) {
            throw new IOException("client.ca: " + ca.getFileName() + " (expected: a PEM file with a certificate)");
        }
        Pem lists = null;
        if (crl != null) {
            lists = named("client.crl", crl);
            if (lists.revoked().isEmpty()) {
                throw new IOException(
                        "client.crl: " + crl.getFileName() + " (expected: a PEM file with a revocation list)");
            }
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (X509Certificate authority : authorities.certificates()) {
                store.setCertificateEntry("ca" + n++, authority);
            }
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
            parameters.setRevocationEnabled(lists != null);
            if (lists != null) {
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists.revoked())));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException("client.ca: " + ca.getFileName() + " (expected: authorities that can be used)", e);
        }
    }

    private static Pem named(String key, Path file) throws IOException {
        try {
            return Pem.read(file);
        } catch (IOException e) {
            throw new IOException(key + ": " + file.getFileName() + " (expected: " + e.getMessage() + ")", e);
        }
    }
}
