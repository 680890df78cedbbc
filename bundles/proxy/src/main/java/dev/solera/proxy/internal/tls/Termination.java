package dev.solera.proxy.internal.tls;

import dev.solera.api.TlsProfile;
import dev.solera.api.TlsProfile.ClientAuth;
import dev.solera.api.TlsProfile.Version;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ends TLS as one profile says, with what its files hold. Event loops read {@link #select}; everything else is the vault's thread.
 * Files that change are read again; when they cannot be used, what was read before goes on serving.
 */
public final class Termination {
    /** How long before its end a certificate is told of. */
    private static final Duration SOON = Duration.ofDays(30);

    private final TlsProfile profile;
    private final Path etc;
    private final Library library;
    private final Tickets tickets;
    private final Pace pace;
    private volatile Served served;
    private String stamp;
    private volatile String trouble = "";

    /** What is in use at one moment. */
    private record Served(Map<Site, SslContext> sites, Hosts<SslContext> byHost, @Nullable SslContext fallback) {
        @Nullable
        Staple staple(SslContext context) {
            for (Map.Entry<Site, SslContext> site : sites.entrySet()) {
                if (site.getValue() == context) {
                    return site.getKey().staple();
                }
            }
            return null;
        }
    }

    private Termination(TlsProfile profile, Path etc, Library library, long nowNanos) throws IOException {
        this.profile = profile;
        this.etc = etc;
        this.library = library;
        this.tickets = new Tickets(profile.ticketRotation().toNanos(), nowNanos);
        this.pace = new Pace(profile.handshakeRate(), nowNanos);
        this.stamp = stamp();
        this.served = load();
    }

    /**
     * Reads the files of {@code profile}.
     *
     * @param etc what its paths are relative to
     * @throws IOException in an operator's words: which file cannot be used, and why
     */
    static Termination of(TlsProfile profile, Path etc, Library library, long nowNanos) throws IOException {
        return new Termination(profile, etc, library, nowNanos);
    }

    /** Returns what serves {@code host}, null meaning a client that names none; null when it is to be refused. Safe from any thread. */
    @Nullable
    SslContext select(@Nullable String host) {
        Served now = served;
        SslContext found = host == null ? null : now.byHost.find(host);
        return found == null ? now.fallback : found;
    }

    /** Gives {@code handler}, made by {@code by}, what is to be sent along with its certificate. Safe from any thread. */
    void staple(SslContext by, SslHandler handler) {
        if (library.chosen() == Library.BORINGSSL
                && by instanceof ReferenceCountedOpenSslContext
                && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            Staple staple = served.staple(by);
            if (staple != null) {
                engine.setOcspResponse(staple.bytes());
            }
        }
    }

    /** Returns what new connections have to keep to. Safe from any thread. */
    public Pace pace() {
        return pace;
    }

    /** Returns how long a handshake may take, in milliseconds. */
    long handshakeMillis() {
        return profile.handshake().toMillis();
    }

    /**
     * Reads the files again if they changed, and gives tickets a new key when it is time.
     *
     * @return what was in use until now and has to be released once nobody can be about to use it
     */
    Collection<SslContext> refresh(long nowNanos) {
        if (tickets.rotate(nowNanos)) {
            tickets.giveTo(served.sites.values());
        }
        String now = stamp();
        if (now.equals(stamp)) {
            return List.of();
        }
        stamp = now;
        try {
            Served before = served;
            served = load();
            trouble = "";
            return before.sites.values();
        } catch (IOException e) {
            trouble = e.getMessage() + "; what was read before serves";
            return List.of();
        }
    }

    /** Returns what an operator should know, in words: files that cannot be used, certificates that end soon. Safe from any thread. */
    List<String> notes(Instant now) {
        List<String> notes = new ArrayList<>();
        if (!trouble.isEmpty()) {
            notes.add(trouble);
        }
        for (Site site : served.sites.keySet()) {
            if (site.end().isBefore(now.plus(SOON))) {
                notes.add("tls " + profile.name() + ": the certificate of " + site.name()
                        + (site.end().isBefore(now) ? " ended " : " ends ") + site.end());
            }
            if (site.staple() != null && library.chosen() != Library.BORINGSSL) {
                notes.add("tls " + profile.name() + ": the OCSP response of " + site.name()
                        + " is not sent: the JDK's TLS cannot");
            }
        }
        return notes;
    }

    /** Returns the certificates that serve, in words. Safe from any thread. */
    List<String> certificates() {
        return served.sites.keySet().stream().map(Site::toString).toList();
    }

    /** Returns what is to be released when nobody uses the profile any more. */
    Collection<SslContext> contexts() {
        return served.sites.values();
    }

    TlsProfile profile() {
        return profile;
    }

    // ---- the files

    private Served load() throws IOException {
        TrustManagerFactory trust = trust();
        Map<Site, SslContext> sites = new LinkedHashMap<>();
        SslContext fallback = null;
        try {
            for (TlsProfile.Source source : profile.certificates()) {
                for (Path file : files(source)) {
                    SslContext context = context(read(source, file), trust, sites);
                    if (fallback == null && source.name().equals(profile.defaultCertificate())) {
                        fallback = context;
                    }
                }
            }
        } catch (IOException e) {
            sites.values().forEach(ReferenceCountUtil::release);
            throw e;
        }
        tickets.giveTo(sites.values());
        return new Served(Collections.unmodifiableMap(sites), Hosts.of(sites), profile.strictSni() ? null : fallback);
    }

    private Site read(TlsProfile.Source source, Path file) throws IOException {
        boolean alone = file.equals(etc.resolve(source.path()));
        try {
            return Site.read(alone ? source.name() : source.name() + "/" + file.getFileName(), file);
        } catch (IOException e) {
            String path = alone ? source.path() : source.path() + "/" + file.getFileName();
            throw wrong("cert." + source.name(), path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the files of a source, those of a folder sorted. */
    private List<Path> files(TlsProfile.Source source) throws IOException {
        Path path = etc.resolve(source.path());
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>(new TreeSet<>(listed(path)));
        if (files.isEmpty()) {
            throw wrong("cert." + source.name(), source.path(), "a folder with a file *.pem", null);
        }
        return files;
    }

    private static List<Path> listed(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "[!.]*.pem")) {
            all.forEach(files::add);
        }
        return files;
    }

    private @Nullable TrustManagerFactory trust() throws IOException {
        String ca = profile.clientCa();
        if (profile.clientAuth() == ClientAuth.NONE || ca == null) {
            return null;
        }
        String crl = profile.clientCrl();
        try {
            return Trust.of(etc.resolve(ca), crl == null ? null : etc.resolve(crl));
        } catch (IOException e) {
            throw new IOException("tls " + profile.name() + ": " + e.getMessage(), e);
        }
    }

    private SslContext context(Site site, @Nullable TrustManagerFactory trust, Map<Site, SslContext> sites)
            throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(site.key(), site.chain())
                .sslProvider(library.provider())
                .protocols(Arrays.stream(Version.values())
                        .filter(v -> v.compareTo(profile.minVersion()) >= 0 && v.compareTo(profile.maxVersion()) <= 0)
                        .map(Version::text)
                        .toList())
                .ciphers(ciphers(), SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(
                        switch (profile.clientAuth()) {
                            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
                            case OPTIONAL -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
                            case REQUIRED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
                        });
        if (trust != null) {
            builder.trustManager(trust);
        }
        if (site.staple() != null && library.chosen() == Library.BORINGSSL) {
            builder.enableOcsp(true);
        }
        if (!profile.alpn().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    profile.alpn()));
        }
        try {
            SslContext context = builder.build();
            sites.put(site, context);
            return context;
        } catch (SSLException e) {
            throw wrong("cert." + site.name(), site.name(), "a certificate that can be used: " + e.getMessage(), e);
        }
    }

    private List<String> ciphers() throws IOException {
        List<String> asked = profile.ciphers().isEmpty() ? Library.MODERN : profile.ciphers();
        for (String cipher : profile.ciphers()) {
            if (!library.ciphers().contains(cipher)) {
                throw wrong("ciphers", cipher, "names such as " + String.join(", ", Library.MODERN), null);
            }
        }
        List<String> all = new ArrayList<>(Library.TLS_1_3);
        all.addAll(asked);
        return all;
    }

    private IOException wrong(String key, String value, String expected, @Nullable Throwable cause) {
        return new IOException(
                "tls " + profile.name() + ": " + key + ": " + value + " (expected: " + expected + ")", cause);
    }

    /** Returns what the files look like from outside; it changes when one of them does. */
    private String stamp() {
        StringBuilder all = new StringBuilder();
        for (TlsProfile.Source source : profile.certificates()) {
            Path path = etc.resolve(source.path());
            if (Files.isDirectory(path)) {
                try {
                    new TreeSet<>(listed(path)).forEach(file -> stamp(file, all));
                } catch (IOException e) {
                    all.append(e.getMessage());
                }
            } else {
                stamp(path, all);
            }
        }
        for (String path : Arrays.asList(profile.clientCa(), profile.clientCrl())) {
            if (path != null) {
                stampOf(etc.resolve(path), all);
            }
        }
        return all.toString();
    }

    static void stamp(Path file, StringBuilder all) {
        stampOf(file, all);
        stampOf(Site.beside(file), all);
        stampOf(Staple.path(file), all);
    }

    static void stampOf(Path file, StringBuilder all) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            all.append(file)
                    .append(a.size())
                    .append(a.lastModifiedTime())
                    .append(a.fileKey())
                    .append('\n');
        } catch (IOException e) {
            all.append(file).append(" is not there\n");
        }
    }
}
