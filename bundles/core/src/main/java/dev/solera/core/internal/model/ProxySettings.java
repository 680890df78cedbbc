package dev.solera.core.internal.model;

import dev.solera.spi.Keys;
import java.util.List;

/**
 * Checks {@code solera.proxy.cfg}; the proxy itself gets it from ConfigAdmin. Keys and ranges are the proxy's: a file that is accepted here
 * must not be refused there.
 */
final class ProxySettings {
    private static final List<String> TRANSPORTS = List.of("auto", "io_uring", "epoll", "nio");

    private static final List<String> LIBRARIES = List.of("auto", "boringssl", "jdk");

    private ProxySettings() {}

    static void check(Keys keys) {
        String transport = keys.text("transport", "auto");
        if (!TRANSPORTS.contains(transport)) {
            throw new Keys.BadKey("transport", transport, String.join(", ", TRANSPORTS));
        }
        keys.number("event.loops", 0, 256, 0);
        keys.number("maxconn", 0, 10_000_000, 0);
        int headBytes = keys.number("header.max.bytes", 1024, 1 << 20, 16_384);
        keys.number("request.line.max.bytes", 256, headBytes, Math.min(headBytes, 8_192));
        keys.number("header.max.count", 1, 10_000, 100);
        keys.number("buffer.bytes", 4096, 16 << 20, 65_536);
        keys.number("pool.idle.max", 0, 1_000_000, 1_024);
        keys.number("pool.idle.ms", 1, 3_600_000, 4_000);
        keys.number("update.drain.s", 0, 3600, 5);
        keys.number("h2.streams.max", 1, 10_000, 100);
        keys.number("h2.window.bytes", 16_384, 16 << 20, 65_535);
        keys.number("h2.control.max", 10, 1_000_000, 1_000);
        keys.number("h2.resets.max", 10, 1_000_000, 200);
        String library = keys.text("tls.library", "auto");
        if (!LIBRARIES.contains(library)) {
            throw new Keys.BadKey("tls.library", library, String.join(", ", LIBRARIES));
        }
    }
}
