package dev.solera.proxy.internal.tls;

import dev.solera.api.Outbound;
import dev.solera.api.ServerTls;
import dev.solera.api.TlsProfile;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS profiles in use, by value. Looks each second, on a thread of its own, whether their files have changed. */
public final class Vault implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final long LOOK_MILLIS = 1000;
    /** Long enough for an event loop that has just chosen what is no longer in use to begin its handshake. */
    private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path etc;
    private final Library library;
    private final Map<TlsProfile, Termination> terminations = new LinkedHashMap<>();
    private final Map<Outbound, Outgoing> outgoings = new LinkedHashMap<>();
    /** No longer in use, oldest first. */
    private final ArrayDeque<Retired> retired = new ArrayDeque<>();

    private @Nullable ScheduledExecutorService watcher;

    private record Retired(Collection<SslContext> contexts, long sinceNanos) {}

    /** Reads files below {@code etc}. */
    public Vault(Path etc, Library library) {
        this.etc = etc;
        this.library = library;
    }

    /** Returns what cannot be done here, or an empty text. */
    public String problem() {
        return library.problem();
    }

    /**
     * Returns what ends TLS as {@code profile} says; the same object as long as the profile is in use.
     *
     * @throws IOException in an operator's words, when the files cannot be used
     */
    public synchronized Termination of(TlsProfile profile) throws IOException {
        Termination known = terminations.get(profile);
        if (known != null) {
            return known;
        }
        Termination made = Termination.of(profile, etc, library, System.nanoTime());
        LOG.info("proxy: tls {}: {}", profile.name(), String.join("; ", made.certificates()));
        terminations.put(profile, made);
        watch();
        return made;
    }

    /**
     * Returns what begins TLS to servers as {@code settings} say; the same object as long as they are in use; null for the clear.
     *
     * @throws IOException in an operator's words, when the files cannot be used
     */
    public synchronized @Nullable Outgoing of(Outbound settings) throws IOException {
        ServerTls tls = settings.tls();
        Outgoing known = outgoings.get(settings);
        if (tls == null || known != null) {
            return known;
        }
        Outgoing made = Outgoing.of(tls, settings.http2(), etc, library);
        outgoings.put(settings, made);
        watch();
        return made;
    }

    /** Forgets what is neither in {@code used} nor in {@code usedToServers}. */
    public synchronized void keepOnly(Set<TlsProfile> used, Set<Outbound> usedToServers) {
        outgoings.entrySet().removeIf(entry -> {
            boolean unused = !usedToServers.contains(entry.getKey());
            if (unused) {
                releaseLater(List.of(entry.getValue().context()));
            }
            return unused;
        });
        terminations.values().removeIf(termination -> {
            boolean unused = !used.contains(termination.profile());
            if (unused) {
                releaseLater(termination.contexts());
            }
            return unused;
        });
    }

    /** Returns what an operator should know, in words. */
    public synchronized List<String> notes() {
        List<String> notes = new ArrayList<>();
        terminations.values().forEach(termination -> notes.addAll(termination.notes(Instant.now())));
        outgoings.values().forEach(outgoing -> notes.addAll(outgoing.notes()));
        return notes;
    }

    private void watch() {
        if (watcher == null) {
            watcher = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "solera-proxy-tls");
                thread.setDaemon(true);
                return thread;
            });
            var unused = watcher.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void look() {
        release(System.nanoTime());
        for (Outgoing outgoing : outgoings.values()) {
            SslContext replaced = outgoing.refresh();
            if (replaced != null) {
                LOG.info("proxy: files of TLS to servers read again");
                releaseLater(List.of(replaced));
            }
        }
        for (Termination termination : terminations.values()) {
            try {
                List<String> before = termination.notes(Instant.EPOCH);
                Collection<SslContext> replaced = termination.refresh(System.nanoTime());
                if (!replaced.isEmpty()) {
                    LOG.info(
                            "proxy: tls {} read again: {}",
                            termination.profile().name(),
                            String.join("; ", termination.certificates()));
                    releaseLater(replaced);
                }
                termination.notes(Instant.EPOCH).stream()
                        .filter(note -> !before.contains(note))
                        .forEach(note -> LOG.warn("proxy: {}", note));
            } catch (RuntimeException e) {
                LOG.error(
                        "proxy: tls {} cannot be looked at",
                        termination.profile().name(),
                        e); // the next look may do
            }
        }
    }

    private void releaseLater(Collection<SslContext> contexts) {
        retired.addLast(new Retired(contexts, System.nanoTime()));
    }

    private void release(long nowNanos) {
        while (!retired.isEmpty() && nowNanos - retired.getFirst().sinceNanos >= RELEASE_NANOS) {
            retired.removeFirst().contexts.forEach(ReferenceCountUtil::release);
        }
    }

    /** Called when no connection is left. */
    @Override
    public synchronized void close() {
        if (watcher != null) {
            watcher.shutdownNow();
            watcher = null;
        }
        retired.forEach(old -> old.contexts.forEach(ReferenceCountUtil::release));
        retired.clear();
        terminations.values().forEach(termination -> termination.contexts().forEach(ReferenceCountUtil::release));
        terminations.clear();
        outgoings.values().forEach(outgoing -> ReferenceCountUtil.release(outgoing.context()));
        outgoings.clear();
    }
}
