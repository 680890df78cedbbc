package dev.solera.spi;

import java.util.List;

/**
 * Virtual routers that are MASTER together or not at all, as keepalived's {@code vrrp_sync_group}.
 *
 * @param name unique ignoring case
 * @param members names of virtual routers, each in one group at most, at least one
 */
public record VrrpGroup(String name, List<String> members) {
    public VrrpGroup {
        members = List.copyOf(members);
    }
}
