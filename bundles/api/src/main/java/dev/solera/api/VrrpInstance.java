package dev.solera.api;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual router, as configured in {@code solera.vrrp-<name>.cfg}. It holds no secret.
 *
 * @param name unique ignoring case
 * @param interfaceName where it speaks
 * @param vrid 1–255
 * @param version 2 or 3
 * @param priority as configured, 1–255; 255 is the address owner
 * @param interval between adverts: whole seconds in version 2, hundredths of a second in version 3
 * @param vips in file order; those advertised are of one family, at least one and at most 255
 * @param preempt whether a lower MASTER is relieved
 * @param preemptDelay how long a lower MASTER is left alone first
 * @param startupDelay how long after the start nothing is done
 * @param downAdverts how many missing adverts make a MASTER dead
 * @param lowerAdvert whether a lower MASTER's advert is answered by one (RFC 9568 section 6.4.3)
 * @param higherAdvert whether a MASTER that steps down for a higher one sends a last advert
 * @param ownerIgnores whether a MASTER of priority 255 hears nobody
 * @param pseudoHeader whether the checksum of version 3 over IPv4 covers a pseudo-header, as keepalived's does
 * @param strictChecksum whether the other reading of the checksum is refused
 * @param source address adverts are sent from, null for the interface's primary one
 * @param vmac whether the addresses live on a virtual MAC address
 * @param accept whether packets to the addresses are taken for what they ask
 * @param auth in words: {@code none}, {@code password}, or such as {@code hmac key 1, enforce}
 * @param unicast peers, none for multicast
 * @param announce how the link is told who has the addresses
 * @param routes put in place while MASTER, in file order
 * @param rules put in place while MASTER, in file order
 * @param tracks what else its priority depends on, in file order
 */
public record VrrpInstance(
        String name,
        String interfaceName,
        int vrid,
        int version,
        int priority,
        Duration interval,
        List<Vip> vips,
        boolean preempt,
        Duration preemptDelay,
        Duration startupDelay,
        int downAdverts,
        boolean lowerAdvert,
        boolean higherAdvert,
        boolean ownerIgnores,
        boolean pseudoHeader,
        boolean strictChecksum,
        @Nullable InetAddress source,
        boolean vmac,
        boolean accept,
        String auth,
        Unicast unicast,
        Announce announce,
        List<Route> routes,
        List<Rule> rules,
        List<Track> tracks) {
    public VrrpInstance {
        vips = List.copyOf(vips);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        tracks = List.copyOf(tracks);
    }

    /** Returns whether it speaks IPv6. */
    public boolean v6() {
        return advertised().get(0).address().getAddress().length == 16;
    }

    /** Returns the addresses its adverts list, in their order. */
    public List<Vip> advertised() {
        return vips.stream().filter(Vip::advertised).toList();
    }

    /**
     * Adverts to nodes one by one, where there is no multicast.
     *
     * @param peers in file order; empty for multicast
     * @param hopLimit what adverts are sent with, 1–255
     */
    public record Unicast(List<Peer> peers, int hopLimit) {
        public Unicast {
            peers = List.copyOf(peers);
        }
    }

    /**
     * Another node of the same virtual router.
     *
     * @param name the part of the key after {@code unicast.peer.}
     * @param address where adverts are sent to and come from
     * @param leastHopLimit adverts that arrive with less are dropped, 0–255
     * @param mostHopLimit adverts that arrive with more are dropped, 0–255
     */
    public record Peer(String name, InetAddress address, int leastHopLimit, int mostHopLimit) {}

    /**
     * Gratuitous ARP and unsolicited neighbour advertisements ({@code garp.*}).
     *
     * @param repeat copies on becoming MASTER, at once and once more after the delay, 1–255
     * @param delay until the second burst, zero for none
     * @param refresh between bursts while MASTER, zero for none
     * @param refreshRepeat copies of those, 1–255
     * @param lowerRepeat copies after an advert of another MASTER with a lower priority, 0 for none
     * @param lowerDelay until the second burst after its last advert, zero for none
     * @param gap least time between two frames, zero for none
     */
    public record Announce(
            int repeat,
            Duration delay,
            Duration refresh,
            int refreshRepeat,
            int lowerRepeat,
            Duration lowerDelay,
            Duration gap) {}

    /**
     * A route that goes with the addresses: {@code route.<name>}.
     *
     * @param name the part of the key after {@code route.}
     * @param destination the network; {@code 0.0.0.0/0} or {@code ::/0} is the default route
     * @param prefix length of its prefix
     * @param via next hop, null when on link
     * @param device outgoing interface, null for the virtual router's
     * @param source preferred source address, null for the kernel's choice
     * @param table routing table, 254 is main
     * @param metric 0 for the kernel's default
     */
    public record Route(
            String name,
            InetAddress destination,
            int prefix,
            @Nullable InetAddress via,
            @Nullable String device,
            @Nullable InetAddress source,
            int table,
            int metric) {}

    /**
     * A routing rule that goes with the addresses: {@code rule.<name>}.
     *
     * @param name the part of the key after {@code rule.}
     * @param v6 its family
     * @param from source network as {@code address/prefix}, null for any
     * @param to destination network as {@code address/prefix}, null for any
     * @param table routing table looked at
     * @param priority 1–32765, its place among the rules
     */
    public record Rule(String name, boolean v6, @Nullable String from, @Nullable String to, int table, int priority) {}

    /**
     * Something else the priority depends on: {@code track.<kind>.<name>}.
     *
     * @param kind what is looked at
     * @param name of the interface, pool or virtual server; for the others a name of its own
     * @param effect what follows from a failure
     * @param weight with {@link Effect#WEIGHT}: added while it is well when positive, added (so subtracted) while it fails when negative; −253..253
     * @param arguments further keys of this track without their prefix, as sorted {@code key=value} words, for display
     */
    public record Track(Kind kind, String name, Effect effect, int weight, List<String> arguments) {
        public Track {
            arguments = List.copyOf(arguments);
        }

        /** What is looked at. */
        public enum Kind {
            INTERFACE,
            ROUTE,
            SCRIPT,
            FILE,
            PROCESS,
            POOL,
            VIRTUALSERVER
        }

        /** What follows from a failure. */
        public enum Effect {
            /** The virtual router leaves the contest; for pools and virtual servers the same as {@link #YIELD}. */
            FAULT,
            /** A MASTER offers its place, and gives it up only when somebody takes it. */
            YIELD,
            /** The priority changes. */
            WEIGHT
        }
    }
}
