package dev.solera.proxy.internal;

import dev.solera.api.Outbound;
import dev.solera.proxy.internal.tls.Outgoing;
import dev.solera.spi.Members;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool is at one moment. Immutable; a change makes another. */
final class Roster {
    static final Roster ABSENT = new Roster(null, Members.none(), null);

    final Spec.@Nullable Group spec;
    final Members members;
    /** What begins TLS to the servers, null for the clear. */
    final @Nullable Outgoing tls;

    final long connectNanos;
    final long serverNanos;
    final long queueNanos;

    private Roster(Spec.@Nullable Group spec, Members members, @Nullable Outgoing tls) {
        this.tls = tls;
        this.spec = spec;
        this.members = members;
        this.connectNanos =
                spec == null ? 0 : LiveService.Wiring.nanos(spec.timeouts().connect());
        this.serverNanos =
                spec == null ? 0 : LiveService.Wiring.nanos(spec.timeouts().server());
        this.queueNanos =
                spec == null ? 0 : LiveService.Wiring.nanos(spec.timeouts().queue());
    }

    /** Lists those of {@code reals} that may take new flows, by their number. */
    static Roster of(Spec.@Nullable Group spec, Collection<LiveReal> reals, @Nullable Outgoing tls) {
        if (spec == null) {
            return ABSENT;
        }
        List<LiveReal> able = reals.stream()
                .filter(r -> r.spec().eligible() && r.spec().weight() > 0)
                .sorted(Comparator.comparingInt(LiveReal::id))
                .toList();
        int[] weights = able.stream().mapToInt(r -> r.spec().weight()).toArray();
        return new Roster(spec, Members.of(able, weights, spec.schedulerArguments()), tls);
    }

    @Nullable
    SchedulerFactory factory() {
        return spec == null ? null : spec.factory();
    }

    /** Returns what tells a server of this pool about the client before anything else. */
    Outbound.Header header() {
        return spec == null ? Outbound.Header.OFF : spec.outbound().header();
    }

    /** Tells whether requests go to its servers in HTTP/2. */
    boolean isHttp2() {
        return spec != null && spec.outbound().http2();
    }

    int retries() {
        return spec == null ? 0 : spec.retries();
    }
}
