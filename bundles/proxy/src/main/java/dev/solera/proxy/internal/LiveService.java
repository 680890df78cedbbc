package dev.solera.proxy.internal;

import dev.solera.proxy.internal.tls.Hosts;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A virtual server as long as it exists: its counters, and what is configured about it now. */
final class LiveService {
    final Tally tally;
    final AtomicInteger open = new AtomicInteger();
    final Sources sources = new Sources();
    private volatile Wiring wiring;
    private volatile boolean draining;

    LiveService(Wiring wiring, int loops) {
        this.wiring = wiring;
        this.tally = new Tally(loops);
    }

    Wiring wiring() {
        return wiring;
    }

    void wiring(Wiring now) {
        wiring = now;
    }

    Spec.Service spec() {
        return wiring.spec;
    }

    /** Makes connections end as soon as they politely can. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** What is configured, ready for use. Immutable. */
    static final class Wiring {
        final Spec.Service spec;
        final @Nullable LiveGroup group;
        /** Pools by the host a client names in its TLS; null where nobody looks. */
        final @Nullable Hosts<LiveGroup> byHost;

        final long clientNanos;
        final long requestNanos;
        final long keepAliveNanos;
        final long tunnelNanos;

        Wiring(Spec.Service spec, @Nullable LiveGroup group, Map<String, LiveGroup> byHost) {
            this.byHost = byHost.isEmpty() ? null : Hosts.byName(byHost);
            this.spec = spec;
            this.group = group;
            this.clientNanos = nanos(spec.timeouts().client());
            this.requestNanos = nanos(spec.timeouts().httpRequest());
            this.keepAliveNanos = nanos(spec.timeouts().httpKeepAlive());
            this.tunnelNanos = nanos(spec.timeouts().tunnel());
        }

        /** Returns 0, which means no limit, for anything that does not fit. */
        static long nanos(Duration duration) {
            return duration.compareTo(Duration.ofDays(36_500)) > 0 ? 0 : Math.max(0, duration.toNanos());
        }
    }
}
