package dev.solera.core.internal.fakes;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told, and is MASTER of everything that is neither to yield nor in fault. Safe from any thread. */
public final class FakeVrrp implements VrrpEngine {
    public static final Instant SINCE = Instant.parse("2026-03-01T11:00:00Z");

    /** Every set that was applied, in order. */
    public final List<VrrpSet> sets = new CopyOnWriteArrayList<>();
    /** What was released, and why. */
    public final List<String> released = new CopyOnWriteArrayList<>();

    private final List<VrrpListener> listeners = new CopyOnWriteArrayList<>();

    /** Returns the newest set in words: {@code front 100}, {@code front 100 fault=… yield=…}. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (!sets.isEmpty()) {
            sets.get(sets.size() - 1).instances().forEach(spec -> words.add(words(spec)));
        }
        return words;
    }

    /** Tells its listeners of a transition. */
    public void tell(String instance, VrrpTransition transition) {
        listeners.forEach(listener -> listener.onTransition(instance, transition));
    }

    /** Tells its listeners of a trouble. */
    public void trouble(String instance, String what) {
        listeners.forEach(listener -> listener.onTrouble(SINCE, instance, what));
    }

    @Override
    public String description() {
        return "fake, pcap";
    }

    @Override
    public List<String> limits() {
        return List.of("fake: no SCHED_RR");
    }

    @Override
    public void apply(VrrpSet set) {
        sets.add(set);
    }

    @Override
    public List<VrrpReport> reports() {
        List<VrrpReport> reports = new ArrayList<>();
        if (!sets.isEmpty()) {
            sets.get(sets.size() - 1).instances().forEach(spec -> reports.add(report(spec)));
        }
        return reports;
    }

    @Override
    public boolean release(String instance, String why) {
        released.add(instance + ": " + why);
        return !instance.equals("back");
    }

    @Override
    public void shutdown() {
        throw new AssertionError("core never ends the engine");
    }

    @Override
    public AutoCloseable listen(VrrpListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Returns how many listen. */
    public int listeners() {
        return listeners.size();
    }

    private static VrrpReport report(VrrpSpec spec) {
        boolean fault = spec.demand().fault() != null;
        return new VrrpReport(
                spec.instance().name(),
                fault ? VrrpState.FAULT : VrrpState.MASTER,
                VrrpYield.NONE,
                SINCE,
                "fake",
                spec.demand().priority(),
                null,
                Duration.ofSeconds(1),
                null,
                null,
                spec.instance().vips().stream().map(vip -> vip.name()).toList(),
                List.of(),
                List.of(),
                new TreeMap<>());
    }

    private static String words(VrrpSpec spec) {
        return spec.instance().name() + " " + spec.demand().priority()
                + (spec.demand().fault() == null
                        ? ""
                        : " fault=" + spec.demand().fault())
                + (spec.demand().yield() == null
                        ? ""
                        : " yield=" + spec.demand().yield());
    }
}
