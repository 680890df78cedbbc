package dev.solera.proxy.internal;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections each address has to one virtual server. Holds the addresses that have one, and only where there is a limit. */
final class Sources {
    private final ConcurrentHashMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** Counts a connection in, unless {@code address} has {@code most}. */
    boolean enter(InetAddress address, int most) {
        boolean[] in = {false};
        counts.compute(address, (a, n) -> {
            int now = n == null ? 0 : n;
            in[0] = now < most;
            return in[0] ? Integer.valueOf(now + 1) : n;
        });
        return in[0];
    }

    void leave(InetAddress address) {
        counts.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    }

    /** Returns how many addresses have a connection. */
    int size() {
        return counts.size();
    }
}
