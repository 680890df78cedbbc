package dev.solera.addresses.internal;

import java.net.InetAddress;

/**
 * Where an address is, whatever its prefix.
 *
 * @param index of the interface
 */
record Spot(int index, InetAddress address) {}
