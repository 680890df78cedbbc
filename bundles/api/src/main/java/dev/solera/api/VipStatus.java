package dev.solera.api;

import java.net.InetAddress;
import java.util.List;

/**
 * An address that virtual servers listen on.
 *
 * @param name the VIP's name, or the address itself when it has none
 * @param address the address
 * @param local whether an interface of this host holds the address (or it is a wildcard)
 * @param listeners what listens there, as {@code virtualserver:port/protocol}, sorted
 */
public record VipStatus(String name, InetAddress address, boolean local, List<String> listeners) {}
