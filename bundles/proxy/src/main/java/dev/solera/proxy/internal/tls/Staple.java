package dev.solera.proxy.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A response of OCSP (RFC 6960) that is sent along with a certificate (RFC 6066 §8), as somebody else has fetched it. */
final class Staple {
    /** Honest ones have two or three kilobytes. */
    private static final int MAX_BYTES = 65_536;

    private static final int SEQUENCE = 0x30;
    private static final int ENUMERATED = 0x0a;

    private final byte[] bytes;

    private Staple(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the file of the same name as {@code pem} with {@code .ocsp} behind it.
     *
     * @return null when there is none
     * @throws IOException with what was expected
     */
    static @Nullable Staple beside(Path pem) throws IOException {
        Path file = path(pem);
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("at most " + MAX_BYTES + " bytes in " + file.getFileName());
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!isSuccessful(bytes)) {
            throw new IOException("a successful response of OCSP in DER in " + file.getFileName());
        }
        return new Staple(bytes);
    }

    static Path path(Path pem) {
        return pem.resolveSibling(pem.getFileName() + ".ocsp");
    }

    /** Tells whether it is a sequence as long as the file that begins with the status 0 (RFC 6960 §4.2.1). */
    private static boolean isSuccessful(byte[] der) {
        if (der.length < 5 || der[0] != SEQUENCE) {
            return false;
        }
        int lengthBytes = (der[1] & 0x80) == 0 ? 0 : der[1] & 0x7f;
        if (lengthBytes > 2) {
            return false;
        }
        int length = lengthBytes == 0 ? der[1] : 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | der[2 + i] & 0xff;
        }
        int at = 2 + lengthBytes;
        return length == der.length - at
                && at + 3 <= der.length
                && der[at] == ENUMERATED
                && der[at + 1] == 1
                && der[at + 2] == 0;
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
