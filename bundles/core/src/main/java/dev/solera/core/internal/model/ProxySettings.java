package dev.solera.core.internal.model;

import dev.solera.spi.Keys;

/** Checks {@code solera.proxy.cfg}; the proxy itself gets it from ConfigAdmin. */
final class ProxySettings {
    private enum Transport {
        AUTO,
        IO_URING,
        EPOLL,
        NIO
    }

    private ProxySettings() {}

    static void check(Keys keys) {
        String transport = keys.text("transport", "auto");
        if (!transport.equals("io_uring")) {
            keys.word("transport", Transport.class, Transport.AUTO);
        }
        keys.number("event.loops", 0, 1024, 0);
        keys.number("maxconn", 0, 10_000_000, 0);
    }
}
