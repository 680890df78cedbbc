package dev.solera.addresses.internal;

import dev.solera.netlink.Link;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interfaces that carry virtual MAC addresses (RFC 9568 section 7.3): macvlans in private mode called {@code vrrp.<vrid>} or
 * {@code vrrp6.<vrid>}; where the name is taken, such as by the same vrid on another interface, with {@code .2}, {@code .3} and so on after it. They
 * are always up, MASTER or not.
 *
 * <p>Their alias is {@code solera <interface> <setting>=<value>…}: whose they are, what they are on, and how that was set before the first of them
 * came, so that a run after a crash can put it back too.
 *
 * <p>The interface below must not answer ARP for an address that is on the one above: {@code arp_ignore=1} and {@code arp_filter=1}, as keepalived
 * sets; nor ask in its name, for answers to clients leave through it and whoever is asked learns the asker: {@code arp_announce=2}. The one above takes packets although the way back leads over the one below: {@code rp_filter} off, or loose where it is on for all.
 */
final class VirtualMacs {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualMacs.class);
    private static final SortedMap<String, Integer> BELOW =
            new TreeMap<>(Map.of("arp_announce", 2, "arp_filter", 1, "arp_ignore", 1));
    private static final int MOST_NAMES = 1000;
    private static final int LOOSE = 2;

    private final Kernel kernel;
    private final Ownership ownership;
    private final Sysctls sysctls;

    VirtualMacs(Kernel kernel, Ownership ownership, Sysctls sysctls) {
        this.kernel = kernel;
        this.ownership = ownership;
        this.sysctls = sysctls;
    }

    /** Whose an interface is: the one below and the MAC address. */
    private record Place(String below, String mac) {
        static Place of(Claim claim) {
            return new Place(
                    claim.instance().interfaceName(), VirtualMacs.mac(claim).toString());
        }
    }

    /** Makes the interfaces that are missing and sets up those that are down. */
    List<Failure> ensure(List<Claim> claims) {
        List<Claim> virtual =
                claims.stream().filter(claim -> claim.instance().vmac()).toList();
        if (virtual.isEmpty()) {
            return List.of();
        }
        Map<Place, Link> there = there();
        Map<Place, Claim> wanted = new LinkedHashMap<>();
        for (Claim claim : virtual) {
            Link link = there.get(Place.of(claim));
            if (link == null || !link.isUp()) {
                wanted.put(Place.of(claim), claim);
            }
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Failure> failures = new ArrayList<>();
        Map<String, Claim> made = create(wanted, there, failures);
        Changes up = new Changes();
        made.forEach((name, claim) -> {
            try {
                prepare(claim, name);
                up.add(claim.name(), null, "set " + name + " up", NetlinkRequest.setUp(name, true));
            } catch (IOException e) {
                failures.add(new Failure(claim.name(), null, "vmac " + name + ": " + e.getMessage()));
            }
        });
        failures.addAll(up.apply(kernel));
        kernel.catchUp();
        return failures;
    }

    /** Deletes our interfaces that no claim has, and puts back what was set on those below. */
    List<Failure> clear(List<Claim> claims) {
        Set<Place> wanted = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (Claim claim : claims) {
            if (claim.instance().vmac()) {
                wanted.add(Place.of(claim));
                used.add(claim.instance().interfaceName());
            }
        }
        Map<String, String> before = new LinkedHashMap<>();
        List<String> removed = new ArrayList<>();
        Changes changes = new Changes();
        there().forEach((place, link) -> {
            if (!wanted.contains(place)) {
                changes.remove("", null, "delete " + link.name(), NetlinkRequest.deleteLink(link));
                before.put(place.below(), Objects.requireNonNullElse(link.alias(), ""));
                removed.add(link.name());
            }
        });
        if (!removed.isEmpty()) {
            LOG.info("virtual MAC interfaces that no virtual router has: removed: {}", String.join(" ", removed));
        }
        List<Failure> failures = new ArrayList<>(changes.apply(kernel));
        before.forEach((below, alias) -> {
            if (!used.contains(below)) {
                restore(below, alias);
            }
        });
        if (!changes.isEmpty()) {
            kernel.catchUp();
        }
        return failures;
    }

    /** Finds where the addresses of claims go; null for one whose interface is missing. */
    Finder finder() {
        Map<Place, Link> there = there();
        return claim -> claim.instance().vmac()
                ? there.get(Place.of(claim))
                : kernel.state().link(claim.instance().interfaceName());
    }

    /** A look at one moment. */
    interface Finder {
        @Nullable
        Link of(Claim claim);
    }

    private Map<Place, Link> there() {
        Map<Place, Link> there = new LinkedHashMap<>();
        for (Link link : kernel.state().links()) {
            if (ownership.isOurs(link)) {
                String[] words = Objects.requireNonNullElse(link.alias(), "").split(" ");
                String below = words.length > 1 ? words[1] : "";
                there.put(new Place(below, Objects.requireNonNullElse(link.hardwareAddress(), "")), link);
            }
        }
        return there;
    }

    /** Returns by name those that are to be set up, new ones and those that were down. */
    private Map<String, Claim> create(Map<Place, Claim> wanted, Map<Place, Link> there, List<Failure> failures) {
        Set<String> taken = new HashSet<>();
        kernel.state().links().forEach(link -> taken.add(link.name()));
        Map<String, Claim> named = new LinkedHashMap<>();
        Changes changes = new Changes();
        wanted.forEach((place, claim) -> {
            Link old = there.get(place);
            Link below = kernel.state().link(place.below());
            if (old != null) {
                named.put(old.name(), claim);
            } else if (below == null) {
                failures.add(new Failure(claim.name(), null, Wanted.absent(place.below())));
            } else {
                String name = name(claim, taken);
                taken.add(name);
                named.put(name, claim);
                String subject = "make vmac " + name + " on " + place.below();
                byte[] mac = new byte[6];
                mac(claim).write(ByteBuffer.wrap(mac), 0);
                changes.add(claim.name(), null, subject, NetlinkRequest.addMacvlan(name, below.index(), mac));
                changes.add(
                        claim.name(),
                        null,
                        subject,
                        NetlinkRequest.setAlias(name, alias(place.below(), there.values())));
                changes.remove(claim.name(), null, subject, NetlinkRequest.setWithoutLinkLocal(name));
            }
        });
        List<Failure> refused = changes.apply(kernel);
        failures.addAll(firstOfEach(refused));
        refused.forEach(failure -> named.values().removeIf(claim -> claim.name().equals(failure.claim())));
        kernel.catchUp();
        return named;
    }

    private String alias(String below, Iterable<Link> others) {
        for (Link other : others) {
            String alias = other.alias();
            if (alias != null && alias.startsWith(Ownership.ALIAS + " " + below + " ")) {
                return alias;
            }
        }
        StringBuilder alias = new StringBuilder(Ownership.ALIAS).append(' ').append(below);
        for (String key : BELOW.keySet()) {
            try {
                alias.append(' ').append(key).append('=').append(sysctls.get("ipv4", below, key));
            } catch (IOException e) {
                LOG.warn("{}: {} cannot be read and so not be put back: {}", below, key, e.getMessage());
            }
        }
        return alias.toString();
    }

    private void prepare(Claim claim, String name) throws IOException {
        String below = claim.instance().interfaceName();
        for (Map.Entry<String, Integer> setting : BELOW.entrySet()) {
            sysctls.set("ipv4", below, setting.getKey(), setting.getValue());
        }
        sysctls.set("ipv4", name, "arp_ignore", 1);
        sysctls.set("ipv4", name, "accept_local", 1);
        sysctls.set("ipv4", name, "rp_filter", sysctls.get("ipv4", "all", "rp_filter") > 0 ? LOOSE : 0);
        sysctls.set("ipv6", name, "accept_ra", 0);
        sysctls.set("ipv6", name, "autoconf", 0);
    }

    private void restore(String below, String alias) {
        for (String word : alias.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0 && BELOW.containsKey(word.substring(0, equals))) {
                try {
                    sysctls.set("ipv4", below, word.substring(0, equals), Integer.parseInt(word.substring(equals + 1)));
                } catch (IOException | NumberFormatException e) {
                    LOG.warn("{}: {} cannot be put back: {}", below, word, e.getMessage());
                }
            }
        }
    }

    private static String name(Claim claim, Set<String> taken) {
        String plain =
                (claim.instance().v6() ? "vrrp6." : "vrrp.") + claim.instance().vrid();
        String name = plain;
        for (int i = 2; taken.contains(name) && i < MOST_NAMES; i++) {
            name = plain + "." + i;
        }
        return name;
    }

    private static List<Failure> firstOfEach(List<Failure> failures) {
        Map<String, Failure> first = new LinkedHashMap<>();
        failures.forEach(failure -> first.putIfAbsent(failure.claim(), failure));
        return List.copyOf(first.values());
    }

    private static MacAddress mac(Claim claim) {
        return MacAddress.virtual(claim.instance().vrid(), claim.instance().v6());
    }
}
