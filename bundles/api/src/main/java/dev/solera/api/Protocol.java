package dev.solera.api;

import java.util.Locale;

/** Transport protocol of a listener. */
public enum Protocol {
    TCP,
    UDP,
    SCTP;

    /** Returns the name as written in a configuration file, such as {@code tcp}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
