package dev.solera.proxy.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a PEM file holds (RFC 7468). Immutable. */
final class Pem {
    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END ([A-Z0-9 ]+)-----");
    private static final Set<PosixFilePermission> OPEN =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0; // RFC 5915 §3: parameters [0]
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** AlgorithmIdentifier of RSA: 1.2.840.113549.1.1.1 with NULL (RFC 8017 §A.1). */
    private static final byte[] RSA = {
        0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    /** 1.2.840.10045.2.1, id-ecPublicKey (RFC 5480 §2.1.1). */
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private final List<X509Certificate> certificates;
    private final List<CRL> revoked;
    /** The first private key in PKCS #8. */
    private final byte @Nullable [] keyBytes;

    private Pem(List<X509Certificate> certificates, List<CRL> revoked, byte @Nullable [] keyBytes) {
        this.certificates = List.copyOf(certificates);
        this.revoked = List.copyOf(revoked);
        this.keyBytes = keyBytes;
    }

    /**
     * Reads {@code file}.
     *
     * @throws IOException with what was expected
     */
    static Pem read(Path file) throws IOException {
        String text = load(file);
        List<X509Certificate> certificates = new ArrayList<>();
        List<CRL> revoked = new ArrayList<>();
        byte[] key = null;
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            if (!label.equals(block.group(3))) {
                throw new IOException("a PEM file whose " + label + " ends as one");
            }
            byte[] der = decode(block.group(2), label);
            try {
                switch (label) {
                    case "CERTIFICATE" ->
                        certificates.add((X509Certificate) x509().generateCertificate(new ByteArrayInputStream(der)));
                    case "X509 CRL" -> revoked.add(x509().generateCRL(new ByteArrayInputStream(der)));
                    case "PRIVATE KEY" -> key = key == null ? der : key;
                    case "RSA PRIVATE KEY" -> key = key == null ? wrapped(RSA, der) : key;
                    case "EC PRIVATE KEY" -> key = key == null ? wrapped(ecAlgorithm(der), der) : key;
                    case "ENCRYPTED PRIVATE KEY" -> throw new IOException("a private key without a pass phrase");
                    default -> {} // DH and EC parameters are of no use
                }
            } catch (GeneralSecurityException e) {
                throw new IOException("a PEM file with a valid " + label, e);
            }
        }
        if (key != null && isOpenToOthers(file)) {
            throw new IOException("a private key that others cannot read or write, such as mode 0600");
        }
        return new Pem(certificates, revoked, key);
    }

    /** Returns the certificates in the order of the file. */
    List<X509Certificate> certificates() {
        return certificates;
    }

    /** Returns the revocation lists. */
    List<CRL> revoked() {
        return revoked;
    }

    /** Tells whether there is a private key. */
    boolean hasKey() {
        return keyBytes != null;
    }

    /**
     * Returns the private key, which is there, as one of {@code algorithm}.
     *
     * @throws IOException with what was expected
     */
    PrivateKey key(String algorithm) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(keyBytes));
        } catch (GeneralSecurityException e) {
            throw new IOException("a valid private key of kind " + algorithm, e);
        }
    }

    private static String load(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("a file of at most " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("a file that is there", e);
        }
    }

    private static byte[] decode(String base64, String label) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("a PEM file with a valid " + label, e);
        }
    }

    private static CertificateFactory x509() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OPEN::contains);
        } catch (UnsupportedOperationException e) {
            return false; // a file system without such permissions
        }
    }

    /** Returns the PKCS #8 form (RFC 5208 §5) of a key in the form of its kind. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, VERSION_0, algorithm, der(OCTETS, key));
    }

    /** Returns the AlgorithmIdentifier of an ECPrivateKey, whose curve is in its parameters (RFC 5915 §3). */
    private static byte[] ecAlgorithm(byte[] key) throws IOException {
        int at = content(key, 0);
        while (at < key.length) {
            int start = content(key, at);
            int end = start + length(key, at);
            if (end > key.length) {
                break;
            }
            if ((key[at] & 0xff) == PARAMETERS) {
                return der(SEQUENCE, EC, java.util.Arrays.copyOfRange(key, start, end));
            }
            at = end;
        }
        throw new IOException("an EC private key that names its curve");
    }

    private static int content(byte[] der, int at) throws IOException {
        if (at + 2 > der.length) {
            throw new IOException("a whole private key");
        }
        int first = der[at + 1];
        return at + 2 + (first < 0 ? first & 0x7f : 0);
    }

    private static int length(byte[] der, int at) throws IOException {
        int start = content(der, at);
        if (start == at + 2) {
            return der[at + 1];
        }
        if (start > at + 5 || start > der.length) {
            throw new IOException("a whole private key");
        }
        int length = 0;
        for (int i = at + 2; i < start; i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int n = content.size();
        if (n < 0x80) {
            out.write(n);
        } else if (n < 0x100) {
            out.write(0x81);
            out.write(n);
        } else {
            out.write(0x82);
            out.write(n >> 8);
            out.write(n);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return certificates.size() + " certificates, " + revoked.size() + " revocation lists"
                + (keyBytes == null ? "" : ", a private key");
    }
}
