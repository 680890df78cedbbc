package dev.solera.netlink;

/** What a {@link RouteWatch} may hear of ({@code RTNLGRP_*}). */
public enum RouteGroup {
    LINK(1),
    NEIGHBOUR(3),
    IPV4_ADDRESS(5),
    IPV4_ROUTE(7),
    IPV4_RULE(8),
    IPV6_ADDRESS(9),
    IPV6_ROUTE(11),
    IPV6_RULE(19);

    private final int number;

    RouteGroup(int number) {
        this.number = number;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }
}
