package dev.solera.api;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a VRRP engine says of one virtual router, all of one moment.
 *
 * @param name of the virtual router
 * @param state where it stands
 * @param yield how far it has come with offering its place
 * @param since when it came into this state
 * @param why it is in this state, in words; while it cannot serve, and so goes by priority 1, what keeps it from serving and nothing else, such as
 *     {@code proxy event loop 0 stuck}
 * @param effectivePriority what it goes by now, 1–255
 * @param master the MASTER it hears, null when it is MASTER itself or hears none
 * @param activeInterval interval by which it judges the MASTER
 * @param downIn until the MASTER counts as dead, null when no such timer runs
 * @param advertIn until its own next advert, null when it sends none
 * @param bound names of the VIPs that are on their interface by its doing
 * @param troubles what is wrong now, in words, such as an address that cannot be bound or a peer with other VIPs
 * @param transitions the last ones, newest last
 * @param counters by keepalived's names, such as {@code advert_rcvd}
 */
public record VrrpReport(
        String name,
        VrrpState state,
        VrrpYield yield,
        Instant since,
        String why,
        int effectivePriority,
        @Nullable Master master,
        Duration activeInterval,
        @Nullable Duration downIn,
        @Nullable Duration advertIn,
        List<String> bound,
        List<String> troubles,
        List<VrrpTransition> transitions,
        SortedMap<String, Long> counters) {
    public VrrpReport {
        bound = List.copyOf(bound);
        troubles = List.copyOf(troubles);
        transitions = List.copyOf(transitions);
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    }

    /**
     * The MASTER that is heard.
     *
     * @param address its adverts come from
     * @param priority it advertises, 0–255
     * @param heardAt when the last one came
     */
    public record Master(InetAddress address, int priority, Instant heardAt) {}
}
