package dev.solera.proxy.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key.
 *
 * @param name of it in messages, such as {@code shop} or {@code all/shop.pem}
 * @param chain the certificate first, then those that lead to its authority
 * @param key belongs to the first
 * @param hosts that the certificate is made out to, in lower case; {@code *.} before a name stands for one label
 * @param staple what its authority says of it, null when there is no file
 */
record Site(String name, List<X509Certificate> chain, PrivateKey key, List<String> hosts, @Nullable Staple staple) {
    private static final int DNS_NAME = 2; // GeneralName, RFC 5280 §4.2.1.6
    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads a certificate and its key from {@code file}; the key may stand beside it, in a file of the same name with {@code .key} behind it.
     *
     * @throws IOException with what was expected
     */
    static Site read(String name, Path file) throws IOException {
        Pem pem = Pem.read(file);
        if (pem.certificates().isEmpty()) {
            throw new IOException("a PEM file with a certificate");
        }
        X509Certificate own = pem.certificates().get(0);
        PublicKey publicKey = own.getPublicKey();
        Path beside = beside(file);
        Pem keyed = !pem.hasKey() && Files.exists(beside) ? Pem.read(beside) : pem;
        if (!keyed.hasKey()) {
            throw new IOException("a private key in it, or in " + beside.getFileName());
        }
        PrivateKey key = keyed.key(publicKey.getAlgorithm());
        if (!belong(key, publicKey)) {
            throw new IOException("the private key of its first certificate");
        }
        return new Site(name, pem.certificates(), key, hosts(own), Staple.beside(file));
    }

    /** Returns where the key of {@code file} is looked for when it has none. */
    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".key");
    }

    Instant end() {
        return chain.get(0).getNotAfter().toInstant();
    }

    private static boolean belong(PrivateKey key, PublicKey publicKey) throws IOException {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA", "Ed25519" -> "Ed25519";
                    default -> throw new IOException("a key of kind RSA, EC or Ed25519");
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<String> hosts(X509Certificate certificate) throws IOException {
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        hosts.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException("a certificate with valid names", e);
        }
        String common = hosts.isEmpty() ? commonName(certificate) : null;
        return common == null ? List.copyOf(hosts) : List.of(common.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return null; // a subject that is no name names no host
        }
        return null;
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return name + " for " + String.join(", ", hosts) + " until " + end();
    }
}
