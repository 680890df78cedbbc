package dev.solera.proxy.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What the certificate that a client showed says of it. */
final class ClientCertificate {
    private ClientCertificate() {}

    /** Returns the certificate, which was found to be good, or null when the client showed none. */
    static @Nullable X509Certificate of(SSLSession tls) {
        try {
            Certificate[] chain = tls.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /**
     * Returns the subject as RFC 2253 writes it, in printable ASCII: what is not is escaped byte by byte, for a certificate may hold anything.
     * Null when there is no certificate.
     */
    static @Nullable String subject(SSLSession tls) {
        X509Certificate certificate = of(tls);
        return certificate == null
                ? null
                : printable(certificate.getSubjectX500Principal().getName());
    }

    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~') {
                text.append((char) b);
            } else {
                text.append(String.format("\\%02X", b & 0xff));
            }
        }
        return text.toString();
    }

    /** Returns the common name, null where there is none. */
    static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return null;
    }
}
