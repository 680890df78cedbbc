package dev.solera.spi;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** The host's interfaces and routes as the kernel tells of them, without polling. Any thread; answers come from memory and take no lock. */
@ConsumerType
public interface HostNetwork {
    /** Returns an interface by its name. */
    Optional<Interface> find(String name);

    /**
     * Tells whether the kernel has such a route.
     *
     * @param prefix length of the destination's prefix
     * @param device its outgoing interface, null for any
     * @param table its routing table, 254 is main
     */
    boolean hasRoute(InetAddress destination, int prefix, @Nullable String device, int table);

    /** Calls {@code changed} after every change, on a thread of its own, until what is returned is closed. It must return at once. */
    AutoCloseable watch(Runnable changed);

    /**
     * An interface.
     *
     * @param index the kernel's number
     * @param name at most 15 characters
     * @param mac null for those without
     * @param mtu largest packet in bytes
     * @param up whether it is up and has a carrier
     * @param why {@code up}, {@code administratively down} or {@code no carrier}
     * @param addresses in the kernel's order, floating ones among them
     */
    record Interface(
            int index,
            String name,
            @Nullable MacAddress mac,
            int mtu,
            boolean up,
            String why,
            List<Address> addresses) {
        public Interface {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * An address of an interface.
     *
     * @param prefix length of its prefix
     * @param scope as rtnetlink numbers it: 0 global, 253 link, 254 host
     * @param usable whether it may be a source: not tentative, not a failed duplicate
     * @param floating whether it was put there as a VIP, by this process or one before
     */
    record Address(InetAddress address, int prefix, int scope, boolean usable, boolean floating) {}
}
