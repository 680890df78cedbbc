package dev.solera.ipvs.kernel;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A daemon of the kernel that sends connections to other directors, or takes them from them. There may be one of each.
 *
 * @param master whether it sends
 * @param networkInterface it uses, at most 15 characters
 * @param id 0–255; a backup takes from masters with the same one, with 0 from all
 * @param maxBytes largest message; 0 for what fits the interface
 * @param group multicast address; null for 224.0.0.81
 * @param port UDP port; 0 for 8848
 * @param ttl of its messages; 0 for 1
 */
public record SyncDaemon(
        boolean master, String networkInterface, int id, int maxBytes, @Nullable InetAddress group, int port, int ttl) {
    /** {@code master} or {@code backup}. */
    public String state() {
        return master ? "master" : "backup";
    }
}
