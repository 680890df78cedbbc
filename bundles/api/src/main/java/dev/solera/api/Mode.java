package dev.solera.api;

import java.util.Locale;

/** How a virtual server looks at its traffic. */
public enum Mode {
    /** HTTP requests, each balanced by itself. */
    HTTP,
    /** Layer 4: a connection (or a UDP session) is balanced as a whole and its bytes are not looked at. */
    TCP,
    /** Answers probes of an outer load balancer itself and forwards nothing. */
    HEALTH;

    /** Returns the name as written in a configuration file, such as {@code http}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
