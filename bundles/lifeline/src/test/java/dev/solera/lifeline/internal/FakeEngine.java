package dev.solera.lifeline.internal;

import dev.solera.api.VrrpReport;
import dev.solera.spi.Pulse;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does nothing, and tells what it was told. */
final class FakeEngine implements VrrpEngine, Server.PulseTaker {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Pulse> pulses = new CopyOnWriteArrayList<>();
    volatile int judged;
    volatile VrrpSet set = VrrpSet.EMPTY;
    volatile List<VrrpReport> reports = List.of();

    @Override
    public String description() {
        return "a fake";
    }

    @Override
    public List<String> limits() {
        return List.of("no wire");
    }

    @Override
    public void apply(VrrpSet wanted) {
        set = wanted;
    }

    @Override
    public List<VrrpReport> reports() {
        return reports;
    }

    @Override
    public boolean release(String instance, String why) {
        calls.add("release " + instance + " " + why);
        return true;
    }

    @Override
    public void shutdown() {
        calls.add("shutdown");
    }

    @Override
    public AutoCloseable listen(VrrpListener listener) {
        return () -> {};
    }

    @Override
    public void addPulse(Pulse pulse) {
        pulses.add(pulse);
    }

    @Override
    public void removePulse(Pulse pulse) {
        pulses.remove(pulse);
    }

    @Override
    public void judge() {
        judged++;
    }
}
