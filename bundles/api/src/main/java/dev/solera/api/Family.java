package dev.solera.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;

/** Address family, in the words of configuration files and of keepalived. */
public enum Family {
    /** IPv4. */
    INET,
    /** IPv6. */
    INET6;

    /** Returns the family of an address. */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? INET : INET6;
    }

    /** Returns the name as written in a configuration file, such as {@code inet6}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
