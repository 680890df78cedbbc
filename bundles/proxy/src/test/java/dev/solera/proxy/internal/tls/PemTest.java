package dev.solera.proxy.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
    @TempDir
    Path folder;

    private Path write(String label, byte[] der) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void anRsaKeyIsReadInTheFormOfPkcs1AndOfPkcs8() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        assertThat(Pem.read(write("PRIVATE KEY", pkcs8)).key("RSA")).isEqualTo(pair.getPrivate());
        // RFC 5208 §5: 26 bytes of version, algorithm and the head of the octet string stand before the key of PKCS #1.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        assertThat(Pem.read(write("RSA PRIVATE KEY", pkcs1)).key("RSA")).isEqualTo(pair.getPrivate());
    }

    @Test
    void anEcKeyIsReadInTheFormOfSec1() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        byte[] number = new byte[32];
        byte[] s = key.getS().toByteArray();
        int n = Math.min(32, s.length);
        System.arraycopy(s, s.length - n, number, 32 - n, n);
        // RFC 5915 §3: version 1, the number, and the curve 1.2.840.10045.3.1.7
        byte[] sec1 = HexFormat.of()
                .parseHex("3031" + "020101" + "0420" + HexFormat.of().formatHex(number) + "a00a06082a8648ce3d030107");
        ECPrivateKey read =
                (ECPrivateKey) Pem.read(write("EC PRIVATE KEY", sec1)).key("EC");
        assertThat(read.getS()).isEqualTo(key.getS());
        assertThat(read.getParams().getOrder()).isEqualTo(key.getParams().getOrder());
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        Path file = write("PRIVATE KEY", new byte[] {1});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Pem.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("a private key that others cannot read or write, such as mode 0600");
    }

    @Test
    void whatIsBrokenIsRefusedInWords() throws Exception {
        assertThatThrownBy(() -> Pem.read(write("CERTIFICATE", new byte[] {1, 2, 3})))
                .isInstanceOf(IOException.class)
                .hasMessage("a PEM file with a valid CERTIFICATE");
        assertThatThrownBy(() -> Pem.read(write("ENCRYPTED PRIVATE KEY", new byte[] {1})))
                .isInstanceOf(IOException.class)
                .hasMessage("a private key without a pass phrase");
        for (int length = 0; length < 60; length++) {
            byte[] cut = Arrays.copyOf(HexFormat.of().parseHex("3084ffffffff8401"), length);
            assertThatThrownBy(() -> Pem.read(write("EC PRIVATE KEY", cut)).key("EC"))
                    .isInstanceOf(IOException.class);
        }
    }
}
