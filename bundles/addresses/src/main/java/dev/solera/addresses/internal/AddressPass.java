package dev.solera.addresses.internal;

import dev.solera.addresses.internal.AddressTable.Placed;
import dev.solera.addresses.internal.Wanted.WantedVip;
import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.netlink.Address;
import dev.solera.netlink.Lifetime;
import dev.solera.netlink.Link;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call's work on addresses: fills {@link Changes}, first what is to be, then what is to go. */
final class AddressPass {
    private static final Logger LOG = LoggerFactory.getLogger(AddressPass.class);

    private static final long PENDING_NANOS = Duration.ofSeconds(2).toNanos();

    private final AddressTable table;
    private final HostState state;
    private final Sysctls sysctls;
    private final Changes changes;
    private final long nowNanos;
    private final List<Failure> failures = new ArrayList<>();

    /** Subnets that are on an interface, with those of this call; read once for each interface. */
    private final Map<Integer, Set<Subnet>> occupied = new HashMap<>();

    /** Subnets whose first address goes in this call. */
    private final Map<Subnet, Removed> freed = new HashMap<>();

    private record Removed(Spot spot, String claim) {}

    AddressPass(AddressTable table, Kernel kernel, Sysctls sysctls, Changes changes, long nowNanos) {
        this.table = table;
        this.state = kernel.state();
        this.sysctls = sysctls;
        this.changes = changes;
        this.nowNanos = nowNanos;
    }

    /** What could not even be asked for. */
    List<Failure> failures() {
        return failures;
    }

    /**
     * Puts the VIPs in place that are not, and renews those that are.
     *
     * @param renewal whether they are thought to be there: then a missing one is news, and somebody else's is said once
     */
    void bring(Wanted wanted, Configured configured, boolean renewal) {
        Duration lease = wanted.claim().lease();
        for (WantedVip vip : wanted.vips()) {
            Spot spot = vip.spot();
            int count = configured.vipsBeside(wanted.claim(), vip.vip());
            long seconds = Lease.seconds(lease, count);
            List<Address> entries = state.at(spot);
            Address ours = table.ours(entries, spot);
            Placed before = table.placed.get(spot);
            if (entries.isEmpty()) {
                if (renewal && before != null && !isPending(before)) {
                    LOG.info("vip {} on {}: taken off by somebody else, put back", words(vip.vip()), vip.device());
                }
                place(wanted, vip, seconds, before != null);
            } else if (ours == null) {
                if (table.foreign.add(spot) || !renewal) {
                    failures.add(new Failure(wanted.claim().name(), vip.vip().name(), taken(vip)));
                }
            } else if (before != null && hasNewShape(before.wanted().vip(), vip.vip())) {
                reshape(wanted, vip, ours, before, seconds);
            } else if (!renewal || before == null || Lease.isDue(lease, count, nowNanos - before.renewedNanos())) {
                renew(wanted, vip, ours, seconds);
            }
        }
    }

    /** Takes an address off, unless somebody holds it still. */
    void drop(Spot spot, RouterId id, String claim) {
        if (!table.ledger.drop(spot, id)) {
            return;
        }
        Placed before = table.placed.get(spot);
        String vip = before == null ? null : before.wanted().vip().name();
        List<Address> entries = state.at(spot);
        for (Address entry : entries) {
            if (table.isOurs(entry, spot)) {
                remove(entry, claim, vip);
            }
        }
        if (entries.isEmpty() && before != null) {
            remove(address(before.wanted(), before.prefix(), before.lifetime()), claim, vip);
        }
        table.placed.remove(spot);
        table.foreign.remove(spot);
    }

    /** Takes off an address of ours that nobody holds. */
    void remove(Address entry, String claim, @Nullable String vip) {
        Subnet subnet = Subnet.of(entry);
        if (isIpv4(entry.local()) && !subnet.isHost()) {
            keepSecondaries(entry, subnet);
            freed.put(subnet, new Removed(new Spot(entry.index(), entry.local()), claim));
        }
        Supplier<String> subject = () ->
                "take " + Addresses.text(entry.local()) + "/" + entry.prefixLength() + " off " + device(entry.index());
        changes.remove(claim, vip, subject, NetlinkRequest.deleteAddress(entry));
    }

    /**
     * Lets a VIP that was bound alone inherit the prefix of one that goes, and with it the route to the subnet. IPv4 can have an address with two
     * prefixes at once, so it is there all the time.
     */
    void bequeath() {
        freed.forEach((subnet, gone) -> {
            int index = gone.spot().index();
            boolean otherwiseThere = state.on(index).stream()
                    .anyMatch(entry ->
                            Subnet.of(entry).equals(subnet) && !table.isOurs(entry, new Spot(index, entry.local())));
            if (otherwiseThere) {
                return;
            }
            for (Placed heir : List.copyOf(table.placed.values())) {
                WantedVip vip = heir.wanted();
                Address now = table.ours(state.at(vip.spot()), vip.spot());
                if (vip.spot().index() == index
                        && !vip.spot().equals(gone.spot())
                        && now != null
                        && now.prefixLength() == Subnet.bits(now.local())
                        && vip.vip().prefix() == subnet.prefix()
                        && Subnet.of(now.local(), subnet.prefix()).equals(subnet)) {
                    Supplier<String> subject = () -> "widen " + words(vip.vip()) + " on " + vip.device();
                    add(gone.claim(), vip, subnet.prefix(), heir.lifetime(), subject, false);
                    table.placed.put(
                            vip.spot(), new Placed(vip, subnet.prefix(), heir.lifetime(), heir.renewedNanos()));
                    changes.remove(gone.claim(), vip.vip().name(), subject, NetlinkRequest.deleteAddress(now));
                    return;
                }
            }
        });
    }

    /** The kernel tells of a new IPv6 address only after it has answered; until then the picture is without it. */
    private boolean isPending(Placed before) {
        return !isIpv4(before.wanted().spot().address()) && nowNanos - before.renewedNanos() < PENDING_NANOS;
    }

    private void place(Wanted wanted, WantedVip vip, long seconds, boolean again) {
        int prefix = prefix(vip);
        Supplier<String> subject = () -> "put " + words(vip.vip()) + " on " + vip.device();
        add(wanted.claim().name(), vip, prefix, seconds, subject, again);
        table.placed.put(vip.spot(), new Placed(vip, prefix, seconds, nowNanos));
    }

    /** @param again whether it may be there already, by us */
    private void add(String claim, WantedVip vip, int prefix, long seconds, Supplier<String> subject, boolean again) {
        Address address = address(vip, prefix, seconds);
        changes.add(
                claim,
                vip.vip().name(),
                subject,
                again ? NetlinkRequest.replaceAddress(address) : NetlinkRequest.addAddress(address));
        if (isIpv4(address.local()) && prefix < Subnet.bits(address.local())) {
            occupied(vip.spot().index()).add(Subnet.of(address));
            promoteSecondaries(vip.device());
        }
    }

    private void renew(Wanted wanted, WantedVip vip, Address ours, long seconds) {
        Address longer = address(vip, ours.prefixLength(), seconds);
        Supplier<String> subject = () -> "renew " + words(vip.vip()) + " on " + vip.device();
        changes.add(wanted.claim().name(), vip.vip().name(), subject, NetlinkRequest.replaceAddress(longer));
        table.placed.put(vip.spot(), new Placed(vip, ours.prefixLength(), seconds, nowNanos));
    }

    private static boolean hasNewShape(Vip before, Vip now) {
        return isIpv4(now.address())
                && (before.prefix() != now.prefix()
                        || before.scope() != now.scope()
                        || !Objects.equals(before.label(), now.label()));
    }

    /** Another prefix, label or scope makes another address of it; while one goes and one comes, a third stands in, so that nobody misses it. */
    private void reshape(Wanted wanted, WantedVip vip, Address ours, Placed before, long seconds) {
        boolean samePrefix = before.wanted().vip().prefix() == vip.vip().prefix();
        int prefix = samePrefix ? ours.prefixLength() : prefix(vip);
        int bits = Subnet.bits(ours.local());
        int free = bits;
        while (free == prefix || free == ours.prefixLength()) {
            free--;
        }
        String claim = wanted.claim().name();
        Supplier<String> subject = () -> "change " + words(vip.vip()) + " on " + vip.device();
        Address standIn = address(vip, free, seconds).withoutPrefixRoute();
        changes.add(claim, vip.vip().name(), subject, NetlinkRequest.replaceAddress(standIn));
        changes.remove(claim, vip.vip().name(), subject, NetlinkRequest.deleteAddress(ours));
        add(claim, vip, prefix, seconds, subject, true);
        changes.remove(claim, vip.vip().name(), subject, NetlinkRequest.deleteAddress(standIn));
        table.placed.put(vip.spot(), new Placed(vip, prefix, seconds, nowNanos));
    }

    private static Address address(WantedVip wanted, int prefix, long seconds) {
        Vip vip = wanted.vip();
        Address address = Address.of(wanted.spot().index(), vip.address(), prefix)
                .withScope(vip.scope())
                .withProtocol(Ownership.PROTOCOL);
        if (!isIpv4(vip.address())) {
            return address.withoutDad().withLifetime(Lifetime.deprecated(seconds));
        }
        Address leased = address.withLifetime(Lifetime.ofSeconds(seconds));
        return vip.label() == null ? leased : leased.withLabel(vip.label());
    }

    /**
     * The configured prefix, or the whole address where the subnet is on the interface already. For IPv6 VIPs do not count: there no address goes with
     * another; but one with a lease would give its lease to the route of one without.
     */
    private int prefix(WantedVip vip) {
        Subnet subnet = Subnet.of(vip.vip().address(), vip.vip().prefix());
        boolean there = !subnet.isHost()
                && (occupied(vip.spot().index()).contains(subnet)
                        || occupied(vip.below()).contains(subnet));
        return there ? Subnet.bits(vip.vip().address()) : vip.vip().prefix();
    }

    private Set<Subnet> occupied(int index) {
        return occupied.computeIfAbsent(index, none -> {
            Set<Subnet> subnets = new HashSet<>();
            for (Address entry : state.on(index)) {
                if (isIpv4(entry.local()) || !table.isOurs(entry, new Spot(index, entry.local()))) {
                    subnets.add(Subnet.of(entry));
                }
            }
            // Of what was bound a moment ago the picture may not know yet.
            for (Placed placed : table.placed.values()) {
                InetAddress address = placed.wanted().spot().address();
                if (placed.wanted().spot().index() == index && isIpv4(address)) {
                    subnets.add(Subnet.of(address, placed.prefix()));
                }
            }
            return subnets;
        });
    }

    /** Addresses that came after ours into its subnet are to outlive it, were they ours or not. */
    private void keepSecondaries(Address ours, Subnet subnet) {
        for (Address entry : state.on(ours.index())) {
            if (entry.has(Address.SECONDARY) && Subnet.of(entry).equals(subnet)) {
                promoteSecondaries(device(ours.index()));
                return;
            }
        }
    }

    private void promoteSecondaries(String device) {
        try {
            sysctls.set("ipv4", device, "promote_secondaries", 1);
        } catch (IOException e) {
            if (table.unpromoted.add(device)) {
                LOG.warn("{}: later addresses of a VIP's subnet would go with it: {}", device, e.getMessage());
            }
        }
    }

    private String device(int index) {
        Link link = state.link(index);
        return link == null ? "interface " + index : link.name();
    }

    private static String taken(WantedVip vip) {
        return "address: " + Addresses.text(vip.vip().address()) + " (expected: not on " + vip.device()
                + " yet; somebody else has put it there for good, so it is left alone, on release too)";
    }

    private static String words(Vip vip) {
        return vip.name() + " " + Addresses.text(vip.address()) + "/" + vip.prefix();
    }

    private static boolean isIpv4(InetAddress address) {
        return address.getAddress().length == 4;
    }
}
