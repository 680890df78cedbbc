package dev.solera.core.internal.model;

import dev.solera.api.TlsProfile;
import dev.solera.api.TlsProfile.ClientAuth;
import dev.solera.api.TlsProfile.Source;
import dev.solera.api.TlsProfile.Version;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code solera.tls-<name>.cfg}. The files it names are read by the data plane, which watches them too. */
final class TlsReader {
    /** A name in ALPN has a byte for its length (RFC 7301 §3.1). */
    private static final int MAX_ALPN_BYTES = 255;

    private final Keys keys;

    private TlsReader(Keys keys) {
        this.keys = keys;
    }

    static TlsProfile read(String name, Keys keys) {
        return new TlsReader(keys).read(name);
    }

    private TlsProfile read(String name) {
        List<Source> certificates = certificates();
        ClientAuth clientAuth = keys.word("client.auth", ClientAuth.class, ClientAuth.NONE);
        Version min = version("min.version", Version.TLS_1_2);
        Version max = version("max.version", Version.TLS_1_3);
        if (min.compareTo(max) > 0) {
            throw new Keys.BadKey("min.version", min.text(), "at most max.version, " + max.text());
        }
        return new TlsProfile(
                name,
                certificates,
                defaultOf(certificates),
                keys.flag("sni.strict", false),
                min,
                max,
                words("ciphers", List.of()),
                alpn(),
                clientAuth,
                clientCa(clientAuth),
                keys.text("client.crl"),
                Duration.ofSeconds(keys.number("tickets.rotate.s", 0, 604_800, 28_800)),
                Duration.ofMillis(keys.number("handshake.timeout.ms", 1, 600_000, 10_000)),
                keys.number("handshake.rate", 0, 1_000_000, 0));
    }

    private List<Source> certificates() {
        List<Source> sources = new ArrayList<>();
        String only = keys.text("cert");
        if (only != null) {
            sources.add(new Source("main", only));
        }
        keys.group("cert").forEach((name, path) -> sources.add(new Source(name, path)));
        if (sources.isEmpty()) {
            throw new Keys.BadKey("cert", null, "a PEM file, or a folder of such files");
        }
        return sources;
    }

    private String defaultOf(List<Source> certificates) {
        String chosen = keys.text("default", certificates.get(0).name());
        List<String> names = certificates.stream().map(Source::name).toList();
        if (!names.contains(chosen)) {
            throw new Keys.BadKey("default", chosen, "the name of a cert.<name>: " + String.join(", ", names));
        }
        return chosen;
    }

    private Version version(String key, Version fallback) {
        String text = keys.text(key, fallback.text());
        for (Version version : Version.values()) {
            if (version.text().equals(text)) {
                return version;
            }
        }
        throw new Keys.BadKey(
                key, text, Arrays.stream(Version.values()).map(Version::text).collect(Collectors.joining(", ")));
    }

    private List<String> alpn() {
        List<String> protocols = words("alpn", List.of());
        for (String protocol : protocols) {
            if (protocol.length() > MAX_ALPN_BYTES) {
                throw new Keys.BadKey("alpn", protocol, "names of up to " + MAX_ALPN_BYTES + " bytes");
            }
        }
        return protocols;
    }

    private List<String> words(String key, List<String> fallback) {
        String text = keys.text(key);
        return text == null ? fallback : List.of(text.split("[\\s,:]+"));
    }

    private @Nullable String clientCa(ClientAuth clientAuth) {
        String path = keys.text("client.ca");
        if (clientAuth != ClientAuth.NONE && path == null) {
            throw new Keys.BadKey("client.ca", null, "a PEM file of authorities, because of client.auth");
        }
        return path;
    }
}
