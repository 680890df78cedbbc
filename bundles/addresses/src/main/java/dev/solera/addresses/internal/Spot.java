package dev.solera.addresses.internal;

import java.net.InetAddress;

/**
 * Where an address is, whatever its prefix.
 *
 * @param index of the interface
 */
record Spot(int index, InetAddress address) {
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    /** Addresses of many subnets differ in few bits, and these fall onto each other in a hash table; so they are spread. */
    @Override
    public int hashCode() {
        int mixed = (31 * index + address.hashCode()) * GOLDEN_RATIO;
        return mixed ^ mixed >>> 15;
    }
}
