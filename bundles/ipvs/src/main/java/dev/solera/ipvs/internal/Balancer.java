package dev.solera.ipvs.internal;

import dev.solera.api.IpvsDifference;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.kernel.Change;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.DestinationState;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.Method;
import dev.solera.ipvs.kernel.Refusal;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.netlink.NetlinkException;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the specs, works out what the kernel is to have, and sends what differs from what it has. For one thread at a time;
 * {@link #wants} may be read by others meanwhile.
 *
 * <p>A destination that is wanted no more keeps its connections: it stays with weight 0 until they have ended or its deadline comes. At
 * once go those of servers that are down, and those that were made by an edit that then failed.
 */
public final class Balancer {
    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

    /**
     * How long after a start a destination that the kernel has stays as it is although its server is not known to be up: checks have not
     * come to an end yet.
     */
    private static final Duration START_GRACE = Duration.ofSeconds(15);

    private final IpvsKernel kernel;
    private final OwnedKeys owned;
    private final LocalAddresses local;
    private final LongSupplier nanoClock;
    private final Specs specs = new Specs();
    private final Drains drains = new Drains();
    private final Map<ServiceKey, Want> wants = new ConcurrentHashMap<>();
    private final Map<String, Set<ServiceKey>> keys = new HashMap<>();
    private final Map<ServiceKey, Set<DestinationKey>> foundAtStart = new HashMap<>();
    private final long graceEndNanos;
    private final Drift drift = new Drift();
    private IpvsSettings settings;
    private @Nullable KnownTable known;
    private boolean begun;
    private List<Failure> planFailures = List.of();

    /** @param owned says which services are ours; {@code local} which addresses the host has */
    Balancer(IpvsKernel kernel, OwnedKeys owned, LocalAddresses local, IpvsSettings settings, LongSupplier nanoClock) {
        this.kernel = kernel;
        this.owned = owned;
        this.local = local;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.graceEndNanos = nanoClock.getAsLong() + START_GRACE.toNanos();
    }

    /** What the kernel is to have, by its keys. Any thread. */
    Map<ServiceKey, Want> wants() {
        return Collections.unmodifiableMap(wants);
    }

    Drains drains() {
        return drains;
    }

    void settings(IpvsSettings now) {
        settings = now;
    }

    // ---- edits

    /** Makes edits; returns those that were refused, each as a whole. */
    List<Failure> apply(List<Edit> edits) throws NetlinkException {
        known();
        Round round = new Round(specs, edits);
        for (Edit edit : edits) {
            if (edit instanceof Edit.Remove remove) {
                leave(round, remove);
            }
            round.take(edit);
        }
        settle(round);
        return round.failures();
    }

    /** Works out anew what is wanted of all virtual servers, as after a change of the host's addresses. */
    void again() throws NetlinkException {
        known();
        Round round = new Round(specs, List.of());
        round.dirty.addAll(specs.serviceNames());
        settle(round);
        round.failures().forEach(failure -> LOG.warn("ipvs: {}", failure.reason()));
    }

    /** What the kernel has of what was told. What others have changed is left out where it is to be repaired. */
    Map<Ref, Spec> read() throws NetlinkException {
        known = null;
        KnownTable table = known();
        Map<Ref, Spec> held = specs.all();
        List<Differences.Found> found = Differences.of(wants.values(), table, this::isWithheld, drains);
        drift.tell(found, settings.repair());
        if (settings.repair() == IpvsSettings.Repair.AUTO) {
            found.forEach(one -> held.remove(one.ref()));
        }
        for (ServiceKey key : owned.all()) {
            String name = owned.owner(key);
            if (name != null && table.has(key) && !wants.containsKey(key) && !drains.isLeaving(key)) {
                held.putIfAbsent(new Ref.Service(name), Specs.placeholder(name));
            }
        }
        return held;
    }

    /** In what the kernel, as it is now, differs from what it is to have. */
    List<IpvsDifference> differences(KnownTable now) {
        return Differences.of(wants.values(), now, this::isWithheld, drains).stream()
                .map(Differences.Found::difference)
                .toList();
    }

    /** Deletes what is ours. */
    void release() throws NetlinkException {
        List<Change> changes = new ArrayList<>();
        KnownTable table = known();
        for (ServiceKey key : owned.all()) {
            if (table.has(key)) {
                changes.add(new Change.DeleteService(key));
            }
            owned.disown(key);
        }
        kernel.apply(changes);
        owned.save();
    }

    // ---- time

    /** Whether {@link #look} has something to wait for. */
    boolean isWaiting() {
        return !drains.watched().isEmpty() || !foundAtStart.isEmpty();
    }

    /** Looks who has no connection left or no time, and takes them away. */
    void look() throws NetlinkException {
        KnownTable table = known();
        long now = nanoClock.getAsLong();
        List<Change> changes = new ArrayList<>();
        for (ServiceKey key : drains.watched()) {
            KnownTable.Entry entry = table.entry(key);
            if (entry == null) {
                drains.gone(key);
                continue;
            }
            look(key, now, changes);
        }
        send(changes, null);
        if (!foundAtStart.isEmpty() && now - graceEndNanos >= 0) {
            foundAtStart.clear();
            again();
        }
        owned.save();
    }

    private void look(ServiceKey key, long now, List<Change> changes) throws NetlinkException {
        Map<DestinationKey, Drains.Drain> leaving = drains.of(key);
        boolean empty = true;
        for (DestinationState state : kernel.destinations(key)) {
            DestinationKey at = state.destination().key();
            empty &= state.connections() == 0;
            Drains.Drain drain = leaving.get(at);
            if (drain == null) {
                continue;
            }
            drains.seen(key, at, state.connections());
            if (drain.isOver(state.connections(), now) && !drains.isLeaving(key)) {
                LOG.info(
                        "ipvs: {} -> {} removed: {}",
                        key,
                        at,
                        state.connections() == 0
                                ? "its last connection has ended"
                                : "its time is over, with " + state.connections() + " connections");
                changes.add(new Change.DeleteDestination(key, at));
                drains.end(key, at);
            }
        }
        if (drains.isLeaving(key) && (empty || drains.isOver(key, now))) {
            LOG.info("ipvs: {} removed: {}", key, empty ? "its last connection has ended" : "its time is over");
            changes.add(new Change.DeleteService(key));
            drains.gone(key);
            owned.disown(key);
        }
    }

    // ---- one round

    /** A whole virtual server goes, or one destination of each service that its pool serves. */
    private void leave(Round round, Edit.Remove remove) {
        if (remove.ref() instanceof Ref.Service service) {
            for (ServiceKey key : owned.of(service.name())) {
                round.deadlines.put(key, remove.deadlineNanos());
            }
        } else if (specs.get(remove.ref()) instanceof Spec.Real real) {
            for (String name : specs.users(remove.ref())) {
                for (ServiceKey key : keys.getOrDefault(name, Set.of())) {
                    DestinationKey at = Wanted.key(key, real);
                    if (has(key, at) && !real.presence().isAbsent()) {
                        drains.end(key, at);
                        drains.begin(key, at, real.server(), remove.deadlineNanos());
                    }
                }
            }
        }
    }

    /** What is wrong by itself is taken back before anything is sent; what the kernel then refuses, afterwards, once. */
    private void settle(Round round) throws NetlinkException {
        Map<String, Map<ServiceKey, Want>> plan = plan(round);
        boolean again = true;
        while (again) {
            again = false;
            for (Failure failure : planFailures) {
                again |= round.refuse(failure.ref(), failure.reason());
            }
            if (again) {
                plan = plan(round);
            }
        }
        boolean takenBack = bring(round, plan);
        if (takenBack) {
            bring(round, plan(round));
        }
    }

    private Map<String, Map<ServiceKey, Want>> plan(Round round) {
        Wanted wanted = new Wanted(this::staying);
        List<Failure> failures = new ArrayList<>();
        Map<String, Map<ServiceKey, Want>> plan = new LinkedHashMap<>();
        Map<ServiceKey, String> claimed = new HashMap<>();
        for (String name : round.dirty) {
            Spec.Service service = specs.service(name);
            String pool = service == null ? null : service.pool();
            Map<ServiceKey, Want> mine = service == null || pool == null
                    ? Map.of()
                    : wanted.of(service, specs.group(pool), specs.members(pool));
            String conflict = conflict(name, mine.keySet(), round.dirty, claimed);
            if (conflict != null) {
                failures.add(new Failure(new Ref.Service(name), conflict));
                mine = Map.of();
            }
            mine.keySet().forEach(key -> claimed.put(key, name));
            plan.put(name, mine);
        }
        failures.addAll(wanted.failures());
        planFailures = failures;
        return plan;
    }

    private @Nullable String conflict(
            String name, Collection<ServiceKey> mine, Set<String> dirty, Map<ServiceKey, String> claimed) {
        for (ServiceKey key : mine) {
            Want there = wants.get(key);
            String other = there == null || dirty.contains(there.virtualServer()) ? null : there.virtualServer();
            other = claimed.getOrDefault(key, other);
            if (other != null && !other.equals(name)) {
                return "listen: " + key + " (expected: another than virtual server " + other + " has)";
            }
            if (owned.owner(key) == null && known != null && known.has(key) && !settings.adopt()) {
                return "listen: " + key + " is in the kernel already and not Solera's (expected: adopt = true in"
                        + " solera.ipvs.cfg, or ipvsadm -D)";
            }
        }
        return null;
    }

    /** Sends the difference; returns whether the kernel refused something that was then taken back. */
    private boolean bring(Round round, Map<String, Map<ServiceKey, Want>> plan) throws NetlinkException {
        Set<ServiceKey> freed = new LinkedHashSet<>();
        for (String name : plan.keySet()) {
            freed.addAll(keys.getOrDefault(name, Set.of()));
            freed.addAll(owned.of(name)); // of a run before this one too
        }
        // What stays is never missing meanwhile: others read.
        plan.forEach((name, mine) -> {
            keys.put(name, mine.keySet());
            wants.putAll(mine);
        });
        for (ServiceKey key : freed) {
            Want there = wants.get(key);
            if (there != null
                    && !plan.getOrDefault(there.virtualServer(), Map.of(key, there))
                            .containsKey(key)) {
                wants.remove(key);
            }
        }
        List<Change> services = new ArrayList<>();
        List<Change> destinations = new ArrayList<>();
        for (Map<ServiceKey, Want> mine : plan.values()) {
            mine.values().forEach(want -> compare(round, want, services, destinations));
        }
        for (ServiceKey key : freed) {
            if (!wants.containsKey(key)) {
                leave(round, key, services, destinations);
            }
        }
        owned.save();
        boolean takenBack = send(services, round);
        // A service that the kernel refused has no destinations.
        KnownTable table = known();
        destinations.removeIf(change -> !table.has(change.service()));
        takenBack |= send(destinations, round);
        owned.save();
        plan.keySet().removeIf(name -> specs.service(name) != null);
        plan.keySet().forEach(keys::remove);
        return takenBack;
    }

    private void compare(Round round, Want want, List<Change> services, List<Change> destinations) {
        ServiceKey key = want.service().key();
        KnownTable.Entry entry = known == null ? null : known.entry(key);
        if (isWithheld(want)) {
            if (entry != null && owned.owner(key) != null) {
                services.add(new Change.DeleteService(key));
            }
            return;
        }
        owned.own(key, want.virtualServer());
        drains.stay(key);
        if (entry == null) {
            services.add(new Change.AddService(want.service()));
            want.destinations().values().forEach(one -> destinations.add(new Change.AddDestination(key, one.to())));
            return;
        }
        if (!entry.service().equals(want.service())) {
            services.add(new Change.EditService(want.service()));
        }
        want.destinations().forEach((at, one) -> {
            if (!one.leaving()) {
                drains.end(key, at);
            }
            KernelDestination there = entry.destination(at);
            if (there == null) {
                destinations.add(new Change.AddDestination(key, one.to()));
            } else if (!there.equals(one.to())) {
                destinations.add(new Change.EditDestination(key, one.to()));
            }
        });
        Set<DestinationKey> out = out(want);
        for (KernelDestination there : entry.destinations()) {
            if (!want.destinations().containsKey(there.key())) {
                boolean atOnce = out.contains(there.key())
                        || round.freshDestinations.getOrDefault(key, Set.of()).contains(there.key());
                if (atOnce) {
                    drains.end(key, there.key());
                    destinations.add(new Change.DeleteDestination(key, there.key()));
                } else {
                    empty(key, there, destinations);
                }
            }
        }
    }

    private void empty(ServiceKey key, KernelDestination there, List<Change> destinations) {
        drains.begin(key, there.key(), null, Edit.Remove.NO_DEADLINE);
        if (there.weight() != 0) {
            destinations.add(new Change.EditDestination(key, there.withWeight(0)));
        }
    }

    /** Addresses of servers that are in no table, whatever connections they have. */
    private Set<DestinationKey> out(Want want) {
        Set<DestinationKey> out = new HashSet<>();
        for (Spec.Real real : specs.members(want.pool())) {
            if (real.presence().isAbsent()) {
                out.add(Wanted.key(want.service().key(), real));
            }
        }
        return out;
    }

    /** A service that is wanted no more: it goes when its last connection has ended. */
    private void leave(Round round, ServiceKey key, List<Change> services, List<Change> destinations) {
        KnownTable.Entry entry = known == null ? null : known.entry(key);
        if (entry == null || owned.owner(key) == null) {
            owned.disown(key);
            return;
        }
        if (round.freshServices.contains(key)) {
            services.add(new Change.DeleteService(key));
            drains.gone(key);
            owned.disown(key);
            return;
        }
        drains.leave(key, round.deadlines.getOrDefault(key, Edit.Remove.NO_DEADLINE));
        for (KernelDestination there : entry.destinations()) {
            if (there.weight() != 0) {
                destinations.add(new Change.EditDestination(key, there.withWeight(0)));
            }
        }
    }

    /** Makes changes; those that are refused are taken back with the edit they are of, if it is one of the round's. */
    private boolean send(List<Change> changes, @Nullable Round round) throws NetlinkException {
        if (changes.isEmpty()) {
            return false;
        }
        KnownTable table = known();
        List<Refusal> refusals;
        try {
            refusals = kernel.apply(changes);
        } catch (NetlinkException e) {
            known = null; // nobody knows what was made
            throw e;
        }
        IdentityHashMap<Change, Refusal> byChange = new IdentityHashMap<>();
        refusals.forEach(refusal -> byChange.put(refusal.change(), refusal));
        boolean takenBack = false;
        for (Change change : changes) {
            Refusal refusal = byChange.get(change);
            if (refusal == null || refusal.isDoneAnyhow()) {
                table.made(change);
                if (round != null) {
                    round.made(change);
                }
            } else if (round == null) {
                LOG.warn("ipvs: {}", refusal.reason());
            } else {
                takenBack |= round.refuse(blamed(round, change), refusal.reason());
            }
        }
        if (byChange.values().stream().anyMatch(Refusal::isOutOfDate)) {
            known = null;
        }
        return takenBack;
    }

    private Ref blamed(Round round, Change change) {
        Want want = wants.get(change.service());
        DestinationKey at = change instanceof Change.AddDestination add
                ? add.to().key()
                : change instanceof Change.EditDestination edit ? edit.to().key() : null;
        Want.Destination one =
                want == null || at == null ? null : want.destinations().get(at);
        if (one != null) {
            return new Ref.Real(one.real());
        }
        String name = want == null ? owned.owner(change.service()) : want.virtualServer();
        Ref service = new Ref.Service(name == null ? String.valueOf(change.service()) : name);
        Ref group = new Ref.Group(want == null ? "" : want.pool());
        return !round.edits(service) && round.edits(group) ? group : service;
    }

    // ---- what is known

    private KnownTable known() throws NetlinkException {
        KnownTable table = known;
        if (table == null) {
            table = KnownTable.of(kernel.read());
            known = table;
            if (!begun) {
                begun = true;
                begin(table);
            }
        }
        return table;
    }

    /** What this appliance left behind when it last ended. */
    private void begin(KnownTable table) {
        for (ServiceKey key : owned.all()) {
            KnownTable.Entry entry = table.entry(key);
            if (entry == null) {
                owned.disown(key);
            } else {
                Set<DestinationKey> found = new HashSet<>();
                entry.destinations().forEach(one -> found.add(one.key()));
                foundAtStart.put(key, found);
            }
        }
    }

    private boolean has(ServiceKey service, DestinationKey destination) {
        KnownTable.Entry entry = known == null ? null : known.entry(service);
        return entry != null && entry.destination(destination) != null;
    }

    private @Nullable KernelDestination staying(ServiceKey service, Spec.Real real, KernelDestination full) {
        KnownTable.Entry entry = known == null ? null : known.entry(service);
        KernelDestination there = entry == null ? null : entry.destination(full.key());
        if (there == null) {
            return null;
        }
        if (real.presence().isAbsent()) {
            return null;
        }
        boolean found = foundAtStart.getOrDefault(service, Set.of()).contains(full.key());
        if (found && nanoClock.getAsLong() - graceEndNanos < 0) {
            return there;
        }
        Spec.Group group = specs.group(real.server().pool());
        Duration drain = group == null ? Duration.ZERO : group.drain();
        long deadline = drain.isZero() ? Edit.Remove.NO_DEADLINE : nanoClock.getAsLong() + drain.toNanos();
        drains.begin(service, full.key(), real.server(), deadline);
        return full.withWeight(0);
    }

    /**
     * Whether a service has to wait until its address comes here. A director that is a real server as well is sent packets for the virtual
     * address by the director that balances now; were it to balance them too, they would go round in circles.
     */
    private boolean isWithheld(Want want) {
        InetAddress virtual = want.service().key().address();
        if (virtual == null || local.isOnLink(virtual)) {
            return false;
        }
        return want.destinations().values().stream()
                .map(Want.Destination::to)
                .anyMatch(to -> to.method() != Method.MASQUERADE
                        && local.isHere(to.key().address()));
    }

    /** Real servers that wait for their last connection. */
    List<DataPlane.Draining> draining() {
        return drains.report();
    }
}
