package dev.solera.proxy.internal.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Whose TLS is used. */
public enum Library {
    /** BoringSSL where its library can be loaded, else the JDK's. */
    AUTO,
    BORINGSSL,
    JDK;

    /** Forward secrecy and authenticated encryption alone; the server's order counts for TLS 1.2. */
    static final List<String> MODERN = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** The suites of TLS 1.3, all of which are modern. */
    static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** Returns the modern suites of all versions. */
    List<String> modern() {
        List<String> all = new ArrayList<>(TLS_1_3);
        all.addAll(MODERN);
        return all;
    }

    /** Returns the one that will be used here. */
    Library chosen() {
        return this != JDK && isBoringSslHere() ? BORINGSSL : JDK;
    }

    /** Returns why BoringSSL is not used although it was to be, or an empty text. */
    String problem() {
        if (this == JDK || isBoringSslHere()) {
            return "";
        }
        Throwable cause = OpenSsl.unavailabilityCause();
        String message = String.valueOf(cause == null ? "" : cause.getMessage());
        return "tls: BoringSSL is not available (" + message.lines().findFirst().orElse("")
                + "); the JDK's TLS is used";
    }

    private static boolean isBoringSslHere() {
        try {
            return OpenSsl.isAvailable();
        } catch (LinkageError e) {
            return false;
        }
    }

    SslProvider provider() {
        return chosen() == BORINGSSL ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    /** Returns the cipher suites there are, by their IANA names. */
    Set<String> ciphers() {
        if (chosen() == BORINGSSL) {
            return OpenSsl.availableJavaCipherSuites();
        }
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without TLS", e);
        }
    }
}
