package dev.solera.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener ends its clients' TLS. Paths are relative to the configuration folder; what the files hold is read, and watched, by who uses
 * the profile.
 *
 * @param name its name
 * @param certificates where certificates and their keys are, in the order of the file; at least one
 * @param defaultCertificate name of the source whose first certificate serves clients that name no host or an unknown one
 * @param strictSni whether such clients are refused instead
 * @param minVersion oldest version of the protocol
 * @param maxVersion newest version of the protocol
 * @param ciphers cipher suites of TLS 1.2 by their IANA names, empty for the library's modern ones
 * @param alpn protocols offered to the client, best first
 * @param clientAuth whether clients have to show a certificate
 * @param clientCa PEM file of the authorities that sign clients' certificates, null without {@link #clientAuth}
 * @param clientCrl PEM file of revocation lists, null for none
 * @param ticketRotation how long a key of session tickets is used for new ones; zero for no tickets
 * @param handshake how long a handshake may take
 * @param handshakeRate new connections a second, of all listeners with this profile; 0 for no limit
 */
public record TlsProfile(
        String name,
        List<Source> certificates,
        String defaultCertificate,
        boolean strictSni,
        Version minVersion,
        Version maxVersion,
        List<String> ciphers,
        List<String> alpn,
        ClientAuth clientAuth,
        @Nullable String clientCa,
        @Nullable String clientCrl,
        Duration ticketRotation,
        Duration handshake,
        int handshakeRate) {

    public TlsProfile {
        certificates = List.copyOf(certificates);
        ciphers = List.copyOf(ciphers);
        alpn = List.copyOf(alpn);
    }

    /** Returns the same that offers {@code protocols}, best first. */
    public TlsProfile offering(List<String> protocols) {
        return new TlsProfile(
                name,
                certificates,
                defaultCertificate,
                strictSni,
                minVersion,
                maxVersion,
                ciphers,
                protocols,
                clientAuth,
                clientCa,
                clientCrl,
                ticketRotation,
                handshake,
                handshakeRate);
    }

    /**
     * Where one certificate is, or several.
     *
     * @param name as in the key
     * @param path a PEM file with the certificate, those that lead to its authority, and the key; or a folder of such files
     */
    public record Source(String name, String path) {}

    /** A version of TLS. Older ones are broken and not to be had. */
    public enum Version {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        /** Returns the name as written in a configuration file. */
        public String text() {
            return text;
        }
    }

    /** What is asked of a client. */
    public enum ClientAuth {
        /** Nothing. */
        NONE,
        /** A certificate, if it has one; what it shows has to be valid. */
        OPTIONAL,
        /** A valid certificate. */
        REQUIRED
    }
}
