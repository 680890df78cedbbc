package dev.solera.proxy;

import java.util.Locale;

/** How sockets are driven. */
public enum Transport {
    /** The best that is there: epoll, else NIO. */
    AUTO,
    /** Linux io_uring. */
    IO_URING,
    /** Linux epoll. */
    EPOLL,
    /** The JDK's own selectors, on any system. */
    NIO;

    /** Returns the name as written in a configuration file, such as {@code io_uring}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
