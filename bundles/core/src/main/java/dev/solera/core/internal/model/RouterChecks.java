package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpInstance.Track;
import dev.solera.core.internal.files.FileId;
import dev.solera.spi.VrrpGroup;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has to hold between virtual routers, and between them and pools, virtual servers and sync groups. */
final class RouterChecks {
    private final SortedMap<String, Router> routers;
    private final SortedMap<String, VrrpGroup> groups;
    private final Set<String> pools;
    private final Set<String> servers;

    RouterChecks(
            SortedMap<String, Router> routers,
            SortedMap<String, VrrpGroup> groups,
            Set<String> pools,
            Set<String> servers) {
        this.routers = routers;
        this.groups = groups;
        this.pools = pools;
        this.servers = servers;
    }

    void run(Complaint complaint) {
        Map<String, String> names = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        Map<String, String> identities = new HashMap<>();
        for (Router router : routers.values()) {
            VrrpInstance instance = router.instance();
            String file = new FileId("vrrp", instance.name()).fileName();
            for (Vip vip : instance.vips()) {
                String key = (vip.advertised() ? "vip." : "vip.extra.") + vip.name();
                String other = names.putIfAbsent(vip.name().toLowerCase(Locale.ROOT), instance.name());
                if (other != null && !other.equals(instance.name())) {
                    complaint.about(
                            file, key, vip.toString(), "a name that no VIP of virtual router " + other + " has");
                }
                other = addresses.putIfAbsent(place(instance, vip), instance.name());
                if (other != null) {
                    complaint.about(
                            file,
                            key,
                            Addresses.text(vip.address()),
                            "an address that virtual router " + other + " has not");
                }
            }
            String identity = instance.interfaceName() + (instance.v6() ? " IPv6 " : " IPv4 ") + instance.vrid();
            String other = identities.putIfAbsent(identity, instance.name());
            if (other != null) {
                complaint.about(
                        file,
                        "vrid",
                        "" + instance.vrid(),
                        "one that virtual router " + other + " has not on " + instance.interfaceName());
            }
            instance.tracks().forEach(track -> check(file, track, complaint));
        }
        checkGroups(complaint);
    }

    /** A link-local address is another one on another interface. */
    private static String place(VrrpInstance instance, Vip vip) {
        InetAddress address = vip.address();
        String device = vip.device() == null ? instance.interfaceName() : vip.device();
        return Addresses.text(address) + (address.isLinkLocalAddress() ? "%" + device : "");
    }

    private void check(String file, Track track, Complaint complaint) {
        if (track.kind() == Track.Kind.POOL && !pools.contains(track.name())) {
            complaint.about(file, "track.pool." + track.name(), null, expected("pool", pools));
        }
        if (track.kind() == Track.Kind.VIRTUALSERVER && !servers.contains(track.name())) {
            complaint.about(file, "track.virtualserver." + track.name(), null, expected("virtual server", servers));
        }
    }

    private void checkGroups(Complaint complaint) {
        Map<String, String> groupOf = new HashMap<>();
        for (VrrpGroup group : groups.values()) {
            String file = new FileId("syncgroup", group.name()).fileName();
            for (String member : group.members()) {
                if (!routers.containsKey(member)) {
                    complaint.about(file, "member.", member, expected("virtual router", routers.keySet()));
                }
                String other = groupOf.putIfAbsent(member, group.name());
                if (other != null) {
                    complaint.about(file, "member.", member, "one that is not in sync group " + other + " too");
                }
            }
        }
    }

    private static String expected(String kind, Set<String> names) {
        return names.isEmpty()
                ? "a " + kind + "; there is none"
                : "a " + kind + ", one of " + String.join(", ", new TreeSet<>(names));
    }

    /** Takes what is wrong. */
    @FunctionalInterface
    interface Complaint {
        void about(String file, String key, @Nullable String value, String expected);
    }
}
