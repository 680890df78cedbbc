package dev.solera.ipvs.internal;

import dev.solera.api.Counters;
import dev.solera.api.Rates;
import dev.solera.ipvs.kernel.DestinationState;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.ipvs.kernel.ServiceState;
import dev.solera.ipvs.kernel.Traffic;
import dev.solera.netlink.NetlinkException;
import dev.solera.spi.Ref;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Counters by object. They are read from the kernel when somebody asks and the last reading is older than a second, on a thread of its own:
 * who asks gets what is known and never waits.
 */
final class Meter {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IpvsKernel kernel;
    private final Map<ServiceKey, Want> wants;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Reading last;

    /**
     * Reads over a connection of its own.
     *
     * @param wants says whose what is
     */
    Meter(IpvsKernel kernel, Map<ServiceKey, Want> wants, Executor executor, LongSupplier nanoClock) {
        this.kernel = kernel;
        this.wants = wants;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.last = new Reading(nanoClock.getAsLong() - FRESH_NANOS, Map.of());
    }

    private record Reading(long atNanos, Map<Ref, Sum> sums) {}

    private record Sum(Counters counters, Rates rates) {
        static final Sum ZERO = new Sum(Counters.ZERO, Rates.ZERO);

        Sum plus(Sum other) {
            return new Sum(counters.plus(other.counters), rates.plus(other.rates));
        }
    }

    Counters counters(Ref ref) {
        return sum(ref).counters();
    }

    Rates rates(Ref ref) {
        return sum(ref).rates();
    }

    private Sum sum(Ref ref) {
        Reading now = last;
        if (nanoClock.getAsLong() - now.atNanos() >= FRESH_NANOS && reading.compareAndSet(false, true)) {
            try {
                executor.execute(this::read);
            } catch (RejectedExecutionException e) {
                reading.set(false); // the plane is stopped
            }
        }
        return now.sums().getOrDefault(ref, Sum.ZERO);
    }

    private void read() {
        try {
            last = new Reading(nanoClock.getAsLong(), sums(kernel.read(), wants));
        } catch (NetlinkException e) {
            last = new Reading(
                    nanoClock.getAsLong(), last.sums()); // the plane tells why when it is next asked to do something
        } finally {
            reading.set(false);
        }
    }

    private static Map<Ref, Sum> sums(List<ServiceState> table, Map<ServiceKey, Want> wants) {
        Map<Ref, Sum> sums = new HashMap<>();
        for (ServiceState service : table) {
            Want want = wants.get(service.service().key());
            if (want == null) {
                continue;
            }
            long active = 0;
            long inactive = 0;
            for (DestinationState one : service.destinations()) {
                active += one.active();
                inactive += one.inactive();
                Want.Destination whose =
                        want.destinations().get(one.destination().key());
                if (whose != null) {
                    sums.merge(new Ref.Real(whose.real()), sum(one.traffic(), one.active(), one.inactive()), Sum::plus);
                }
            }
            Sum all = sum(service.traffic(), active, inactive);
            sums.merge(new Ref.Service(want.virtualServer()), all, Sum::plus);
            sums.merge(new Ref.Group(want.pool()), all, Sum::plus);
        }
        return sums;
    }

    private static Sum sum(Traffic traffic, long active, long inactive) {
        return new Sum(counters(traffic, active, inactive), rates(traffic));
    }

    /** A connection is a request: what is in it is not looked at. */
    static Counters counters(Traffic traffic, long active, long inactive) {
        return new Counters(
                active,
                traffic.connections(),
                traffic.connections(),
                traffic.bytesIn(),
                traffic.bytesOut(),
                0,
                0,
                0,
                inactive,
                traffic.packetsIn(),
                traffic.packetsOut());
    }

    static Rates rates(Traffic traffic) {
        return new Rates(
                traffic.connectionRate(),
                traffic.packetRateIn(),
                traffic.packetRateOut(),
                traffic.byteRateIn(),
                traffic.byteRateOut());
    }
}
