package dev.solera.core.internal.model;

import dev.solera.api.Forwarding;
import dev.solera.api.Pool;
import dev.solera.spi.Keys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads when a pool serves, and what becomes of servers that fail or go. */
final class AvailabilityReader {
    private static final int MAX_QUORUM = 1_000_000_000;
    private static final int MAX_DRAIN_S = 604_800;

    private AvailabilityReader() {}

    /** Reads; {@code forwardings} makes what {@code method=} asks for. */
    static Pool.Availability read(Keys keys, ForwardingReader forwardings) {
        int quorum = keys.number("quorum", 1, MAX_QUORUM, 1);
        return new Pool.Availability(
                quorum,
                // As in keepalived: what is lost below quorum − hysteresis must be possible to lose.
                keys.number("hysteresis", 0, quorum - 1, 0),
                sorry(keys, forwardings),
                keys.flag("inhibit.on.failure", false),
                keys.flag("alpha", false),
                keys.flag("omega", false),
                Duration.ofSeconds(keys.number("drain.timeout.s", 0, MAX_DRAIN_S, 0)));
    }

    private static Pool.@Nullable Sorry sorry(Keys keys, ForwardingReader forwardings) {
        boolean inhibit = keys.flag("sorry.inhibit", false);
        String text = keys.text("sorry");
        if (text == null) {
            if (inhibit) {
                throw new Keys.BadKey("sorry.inhibit", "true", "sorry = address:port beside it");
            }
            return null;
        }
        String[] words = text.split("[ \t]+");
        try {
            Forwarding forwarding = forwardings.standard();
            if (words.length == 2 && words[1].startsWith("method=")) {
                forwarding = forwardings.of(words[1].substring("method=".length()));
            } else if (words.length > 1) {
                throw new IllegalArgumentException("address:port, with method=nat, method=dr or method=tun behind it");
            }
            return new Pool.Sorry(RealLine.address(words[0]), forwarding, inhibit);
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey("sorry", text, String.valueOf(e.getMessage()));
        }
    }
}
