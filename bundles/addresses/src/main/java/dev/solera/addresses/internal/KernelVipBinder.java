package dev.solera.addresses.internal;

import dev.solera.addresses.internal.Wanted.WantedVip;
import dev.solera.netlink.Address;
import dev.solera.netlink.NetlinkException;
import dev.solera.spi.VipBinder;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings claims onto the host: each call compares what is wanted with what the kernel has and sends the difference. */
public final class KernelVipBinder implements VipBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelVipBinder.class);

    private static final Duration JUST = Duration.ofMillis(20);

    private final Kernel kernel;
    private final Ownership ownership;
    private final Sysctls sysctls;
    private final AcceptFilter filter;
    private final Handover handover;
    private final LongSupplier nanoClock;

    private final AddressTable addresses;
    private final PathTable paths;
    private final VirtualMacs macs;

    private final Set<RouterId> bound = new HashSet<>();
    private final Map<RouterId, Known> known = new HashMap<>();

    /** What was brought last and is in the ledgers as it is. */
    private final Map<RouterId, Wanted> brought = new HashMap<>();

    /** When the picture was last known to be the kernel's; null when something was taken off since, or never. */
    private @Nullable Long caughtUpNanos;

    private Configured configured = new Configured(List.of());
    private boolean prepared;

    public KernelVipBinder(
            Kernel kernel,
            Ownership ownership,
            Sysctls sysctls,
            AcceptFilter filter,
            Handover handover,
            LongSupplier nanoClock) {
        this.kernel = kernel;
        this.ownership = ownership;
        this.sysctls = sysctls;
        this.filter = filter;
        this.handover = handover;
        this.nanoClock = nanoClock;
        this.addresses = new AddressTable(ownership);
        this.paths = new PathTable(kernel, ownership);
        this.macs = new VirtualMacs(kernel, ownership, sysctls);
    }

    @Override
    public List<String> limits() {
        List<String> limits = new ArrayList<>();
        if (!Privileges.netAdmin()) {
            limits.add(
                    "addresses: CAP_NET_ADMIN is missing, so none can be put on an interface (expected: run as root, or grant it, with systemd by"
                            + " AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW)");
        }
        if (!ownership.tagged()) {
            limits.add(
                    "addresses: this kernel keeps no owner with an address, so those of a crashed run with a lease above 60 s are not recognised"
                            + " (expected: Linux 5.18 or later)");
        }
        String closed = filter.limit();
        if (closed != null) {
            limits.add(closed);
        }
        return List.copyOf(limits);
    }

    @Override
    public synchronized List<Failure> prepare(List<Claim> claims) {
        configured = new Configured(claims);
        known.keySet().retainAll(claims.stream().map(RouterId::of).collect(Collectors.toSet()));
        kernel.catchUp();
        List<Failure> failures = new ArrayList<>();
        clearAddressesAndPaths(prepared ? Set.of() : handover.take(), failures);
        prepared = true;
        failures.addAll(macs.clear(claims));
        failures.addAll(macs.ensure(claims));
        failures.addAll(filter.apply(claims));
        caughtUpNanos = null;
        return failures;
    }

    @Override
    public synchronized List<Failure> bind(Claim claim) {
        bound.add(RouterId.of(claim));
        return bring(List.of(claim), false);
    }

    @Override
    public synchronized List<Failure> change(Claim before, Claim now) {
        RouterId old = RouterId.of(before);
        RouterId id = RouterId.of(now);
        if (!bound.contains(old) && !bound.contains(id)) {
            return release(before);
        }
        bound.add(id);
        List<Failure> failures = new ArrayList<>(bring(List.of(now), false));
        if (!old.equals(id)) {
            failures.addAll(release(before));
        }
        return failures;
    }

    @Override
    public synchronized List<Failure> renew(List<Claim> claims) {
        claims.forEach(claim -> bound.add(RouterId.of(claim)));
        return bring(claims, true);
    }

    @Override
    public synchronized List<Failure> release(Claim claim) {
        RouterId id = RouterId.of(claim);
        bound.remove(id);
        brought.remove(id);
        kernel.catchUp();
        Changes changes = new Changes();
        paths.drop(id, claim.name(), List.of(), List.of(), changes);
        // What a run before this one left counts as well.
        for (WantedVip vip : wanted(claim, macs.finder()).vips()) {
            addresses.ledger.take(vip.spot(), id);
        }
        AddressPass pass = pass(changes);
        dropAddresses(pass, id, claim, Set.of());
        pass.bequeath();
        return changes.apply(kernel);
    }

    @Override
    public synchronized List<String> bound(Claim claim) {
        kernel.catchUp();
        HostState state = kernel.state();
        Map<Integer, Set<InetAddress>> asked = new HashMap<>();
        return wanted(claim, macs.finder()).vips().stream()
                .filter(vip -> !state.at(vip.spot()).isEmpty()
                        || addresses.placed.containsKey(vip.spot())
                                && asked.computeIfAbsent(vip.spot().index(), this::ask)
                                        .contains(vip.spot().address()))
                .map(vip -> vip.vip().name())
                .toList();
    }

    /** What the picture does not have (yet), the kernel may. */
    private Set<InetAddress> ask(int index) {
        try {
            return kernel.addresses(index).stream().map(Address::local).collect(Collectors.toSet());
        } catch (NetlinkException e) {
            LOG.warn("addresses of interface {}: {}", index, e.getMessage());
            return Set.of();
        }
    }

    /** Leaves all in place; the next binder in this process may go on with it. Idempotent. */
    @Override
    public synchronized void close() {
        handover.leave(addresses.ledger.all());
    }

    private List<Failure> bring(List<Claim> claims, boolean renewal) {
        catchUpUnlessJust(renewal);
        List<Failure> failures = new ArrayList<>(macs.ensure(claims));
        VirtualMacs.Finder finder = macs.finder();
        List<Wanted> all = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            all.add(wanted(claim, finder));
        }
        Changes changes = new Changes();
        AddressPass pass = pass(changes);
        List<Wanted> news = new ArrayList<>();
        for (Wanted wanted : all) {
            RouterId id = RouterId.of(wanted.claim());
            if (!Objects.equals(brought.put(id, wanted), wanted)) {
                wanted.vips().forEach(vip -> addresses.ledger.take(vip.spot(), id));
                news.add(wanted);
            }
            failures.addAll(wanted.failures());
            pass.bring(wanted, configured, renewal);
            paths.bring(wanted, id, renewal, changes, failures);
        }
        for (Wanted wanted : news) {
            RouterId id = RouterId.of(wanted.claim());
            Set<Spot> keep = new HashSet<>();
            wanted.vips().forEach(vip -> keep.add(vip.spot()));
            paths.drop(id, wanted.claim().name(), wanted.routes(), wanted.rules(), changes);
            dropAddresses(pass, id, wanted.claim(), keep);
        }
        pass.bequeath();
        failures.addAll(pass.failures());
        failures.addAll(changes.apply(kernel));
        return failures;
    }

    /** An address that another virtual router has in its configuration, and that is MASTER, moves to it and stays where it is. */
    private void dropAddresses(AddressPass pass, RouterId id, Claim claim, Set<Spot> keep) {
        for (Spot spot : addresses.ledger.of(id)) {
            if (keep.contains(spot)) {
                continue;
            }
            for (Claim other : configured.having(spot.address())) {
                RouterId next = RouterId.of(other);
                if (!next.equals(id) && bound.contains(next) && wants(other, spot)) {
                    addresses.ledger.take(spot, next);
                }
            }
            pass.drop(spot, id, claim.name());
            caughtUpNanos = null;
        }
    }

    private boolean wants(Claim claim, Spot spot) {
        return wanted(claim, macs.finder()).vips().stream()
                .anyMatch(vip -> vip.spot().equals(spot));
    }

    private void clearAddressesAndPaths(Set<Spot> adopted, List<Failure> failures) {
        Changes changes = new Changes();
        AddressPass pass = pass(changes);
        HostState state = kernel.state();
        int count = paths.clear(changes);
        for (int index : state.indexes()) {
            for (Address entry : state.on(index)) {
                Spot spot = new Spot(index, entry.local());
                if (ownership.isOurs(entry) && !addresses.ledger.isHeld(spot) && !adopted.contains(spot)) {
                    pass.remove(entry, "", null);
                    count++;
                }
            }
        }
        if (count > 0) {
            LOG.info("{} addresses, routes and rules of a run before this one: removed", count);
            failures.addAll(changes.apply(kernel));
        }
    }

    /**
     * Waits for what the kernel has to tell, but for a first claim within {@link #JUST} of the one before: when hundreds are claimed in a row the
     * kernel would be waited for as often, while what they put there is in the table.
     */
    private void catchUpUnlessJust(boolean renewal) {
        long now = nanoClock.getAsLong();
        Long last = caughtUpNanos;
        if (renewal || last == null || now - last > JUST.toNanos()) {
            kernel.catchUp();
            caughtUpNanos = now;
        }
    }

    private AddressPass pass(Changes changes) {
        return new AddressPass(addresses, kernel, sysctls, changes, nanoClock.getAsLong());
    }

    /** Worked out anew when the claim or a link has changed. */
    private Wanted wanted(Claim claim, VirtualMacs.Finder finder) {
        RouterId id = RouterId.of(claim);
        HostState state = kernel.state();
        Known before = known.get(id);
        if (before != null && before.isOf(claim, state)) {
            return before.wanted();
        }
        long linkChanges = state.linkChanges();
        Wanted wanted = Wanted.of(claim, state, finder.of(claim));
        known.put(id, new Known(claim, state, linkChanges, wanted));
        return wanted;
    }

    private record Known(Claim claim, HostState state, long linkChanges, Wanted wanted) {
        boolean isOf(Claim other, HostState now) {
            return Objects.equals(claim.instance(), other.instance())
                    && claim.lease().equals(other.lease())
                    && state == now
                    && linkChanges == now.linkChanges();
        }
    }
}
