package dev.solera.core.internal.health;

import dev.solera.api.Check;
import java.net.InetSocketAddress;
import java.util.List;

/** What two names have in common when the same is known of both: the server and the way it is checked. */
record Sameness(InetSocketAddress address, InetSocketAddress checkAddress, List<Check> checks) {
    static Sameness of(Watched watched) {
        return new Sameness(watched.address(), watched.checkAddress(), watched.checks());
    }
}
