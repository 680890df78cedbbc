package dev.solera.management.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A key pair for SSH on the curve P-256.
 *
 * @param privatePem PKCS #8 in PEM (RFC 7468), which OpenSSH reads
 * @param publicBlob the public key in the form of RFC 5656 §3.1, base64
 */
record SshKey(String privatePem, String publicBlob) {
    private static final String TYPE = "ecdsa-sha2-nistp256";
    private static final String CURVE = "nistp256";
    private static final int COORDINATE_BYTES = 32;

    /** Makes a new one. */
    static SshKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + lines.encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
            return new SshKey(pem, Base64.getEncoder().encodeToString(blob((ECPublicKey) pair.getPublic())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256", e);
        }
    }

    private static byte[] blob(ECPublicKey key) {
        ByteArrayOutputStream point = new ByteArrayOutputStream();
        point.write(4); // uncompressed, SEC 1 §2.3.3
        point.writeBytes(coordinate(key.getW().getAffineX()));
        point.writeBytes(coordinate(key.getW().getAffineY()));
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        for (byte[] field : new byte[][] {
            TYPE.getBytes(StandardCharsets.US_ASCII), CURVE.getBytes(StandardCharsets.US_ASCII), point.toByteArray()
        }) {
            blob.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
            blob.writeBytes(field);
        }
        return blob.toByteArray();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, fixed, COORDINATE_BYTES - length, length);
        return fixed;
    }
}
