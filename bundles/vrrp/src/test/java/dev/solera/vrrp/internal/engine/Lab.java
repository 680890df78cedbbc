package dev.solera.vrrp.internal.engine;

import dev.solera.spi.MacAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Hosts on one wire in virtual time: whole engines, real frames, a delay of 50 µs, no threads. */
final class Lab implements Ticks {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    static final long DELAY = 50_000L;
    /** 2023-11-14; wall and virtual time run alike. */
    static final long WALL_START = 1_700_000_000_000L;
    /** The nanosecond clock wraps while tests run, as it may at any time. */
    static final long START = Long.MAX_VALUE - 100 * SECOND;

    final List<Host> hosts = new ArrayList<>();
    /** Every frame that was sent, for tests that look at them or play them again. */
    final List<byte[]> sent = new ArrayList<>();

    private final PriorityQueue<InFlight> wire = new PriorityQueue<>(
            Comparator.comparingLong((InFlight f) -> f.arrives - START).thenComparingLong(f -> f.number));
    private long now = START;
    private long frames;
    boolean cut;
    boolean keepFrames = true;

    Host host(String address) {
        Host host = new Host(this, address, new MacAddress(0x0200_0000_0000L + hosts.size() + 10));
        hosts.add(host);
        return host;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long wallMillis() {
        return WALL_START + (now - START) / MS;
    }

    /** Lets time pass in the midst of a step, as when what is called does not return. */
    void pass(long nanos) {
        now += nanos;
    }

    /** Returns the time since the beginning. */
    long at() {
        return now - START;
    }

    void runFor(long nanos) {
        long end = now + nanos;
        settle();
        for (long next = next(); next - end <= 0; next = next()) {
            now = next - now > 0 ? next : now;
            settle();
        }
        now = end;
    }

    /** Lets a stranger send a frame. */
    void inject(byte[] frame) {
        wire.add(new InFlight(null, "eth0", frame, now + DELAY, frames++));
    }

    void transmit(Host from, String interfaceName, byte[] bytes) {
        if (keepFrames) {
            sent.add(bytes);
        }
        if (!cut) {
            wire.add(new InFlight(from, interfaceName, bytes, now + DELAY, frames++));
        }
    }

    long masters(String instance) {
        return hosts.stream().filter(h -> h.alive && h.isMaster(instance)).count();
    }

    private void settle() {
        while (!wire.isEmpty() && wire.element().arrives - now <= 0) {
            InFlight frame = wire.remove();
            hosts.stream()
                    .filter(h -> h != frame.from)
                    .forEach(h -> h.packets.deliver(frame.interfaceName, frame.bytes, frame.arrives));
        }
        hosts.forEach(Host::step);
    }

    private long next() {
        long next = wire.isEmpty() ? now + 3600 * SECOND : wire.element().arrives;
        for (Host host : hosts) {
            long its = host.next();
            next = its - next < 0 ? its : next;
        }
        return next;
    }

    private record InFlight(Host from, String interfaceName, byte[] bytes, long arrives, long number) {}
}
