package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.api.Health;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A real server that is to be watched: what of its configuration its health depends on.
 *
 * @param ref its name
 * @param address where it serves
 * @param checkAddress where it is checked
 * @param checks of its pool; empty: it counts as up
 * @param pause whether it is not checked for now
 * @param alpha whether it starts DOWN and has to pass its checks {@code rise} times; else it starts UNKNOWN and the first result decides
 */
public record Watched(
        RealServerRef ref,
        InetSocketAddress address,
        InetSocketAddress checkAddress,
        List<Check> checks,
        Pause pause,
        boolean alpha) {
    /** Returns what is to be watched of {@code server}. */
    public static Watched of(RealServerRef ref, RealServer server, List<Check> checks, Pause pause, boolean alpha) {
        return new Watched(ref, server.address(), server.checkAddress(), checks, pause, alpha);
    }

    /** Why a server is not checked. */
    public enum Pause {
        /** It is. */
        NONE(""),
        /** An operator works on it. */
        MAINTENANCE("in maintenance"),
        /** Its traffic is on another node. */
        REST("its traffic is on another node");

        private final String words;

        Pause(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    boolean paused() {
        return pause != Pause.NONE;
    }

    /** Returns what is known of a server of which nothing is known: after a pause the first result decides, even with alpha. */
    Health first() {
        return alpha && !paused() ? Health.DOWN : Health.UNKNOWN;
    }
}
