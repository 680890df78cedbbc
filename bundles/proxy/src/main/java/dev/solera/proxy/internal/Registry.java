package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Counters;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.proxy.ProxySettings;
import dev.solera.proxy.internal.tls.Outgoing;
import dev.solera.proxy.internal.tls.Termination;
import dev.solera.proxy.internal.tls.Vault;
import dev.solera.spi.Ages;
import dev.solera.spi.Edit;
import dev.solera.spi.Explained;
import dev.solera.spi.Failure;
import dev.solera.spi.Flow;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the plane holds. One thread at a time makes edits; what the event loops see of them is published at the end of each
 * list, so that an address handed from one virtual server to another always has an owner.
 */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    /** How long event loops have to explain a flow; one that is stuck does not. */
    private static final long EXPLAIN_MILLIS = 5_000;

    private final List<Loop> loops;
    private final int idleLimit;
    private final Admission admission;
    private final Map<String, LiveService> services = new LinkedHashMap<>();
    private final Map<String, LiveGroup> groups = new LinkedHashMap<>();
    private final Map<String, Spec.Group> groupSpecs = new LinkedHashMap<>();
    private final Map<RealServerRef, LiveReal> reals = new LinkedHashMap<>();
    private final Map<Place, Entrance> doors = new LinkedHashMap<>();
    private final Map<Place, Claim> owners = new HashMap<>();
    private final Vault vault;
    /** What begins TLS to servers, by pool. */
    private final Map<String, Outgoing> outgoings = new HashMap<>();

    /** Work for the end of the list, when everything is in place. */
    private final List<Runnable> afterwards = new ArrayList<>();

    /** Virtual servers that change, with what they are to be when the pools are in place. */
    private final Map<LiveService, LiveService.Wiring> rewired = new LinkedHashMap<>();

    /** Virtual servers that the list removes. */
    private final List<LiveService> leaving = new ArrayList<>();

    private volatile List<Entrance> allDoors = List.of();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Map.of(), List.of());

    /** What readers on other threads see. Immutable. */
    private record Snapshot(
            Map<Ref, Spec> specs, Map<Ref, Tally> tallies, Map<String, LiveService> services, List<LiveReal> reals) {}

    /** Who is to have a door, by name, and what ends TLS there. */
    private record Claim(String service, @Nullable Termination tls) {}

    /** Where a door is. Port 0 means another port for each listener. */
    private record Place(InetSocketAddress address, Protocol protocol, String whose) {
        static Place of(Spec.Service service, Listener listener) {
            boolean any = listener.address().getPort() == 0;
            return new Place(
                    listener.address(), listener.protocol(), any ? service.name() + "/" + listener.name() : "");
        }
    }

    /** Makes an empty registry over {@code loops}, which lets {@code maxConnections} clients in. */
    public Registry(List<Loop> loops, ProxySettings settings, int maxConnections, Vault vault) {
        this.loops = loops;
        this.vault = vault;
        this.idleLimit = settings.idleServerConnections();
        this.admission = new Admission(maxConnections, this::resumeAll);
    }

    /**
     * Has what comes for event loops that are stuck accepted by {@code by}, if it is the next one that moves; and leaves them their own again when
     * they do. Called by each event loop at each of its beats.
     */
    public void lookAfterOthers(Loop by, long nowNanos) {
        for (Loop other : loops) {
            if (!other.isStuck(nowNanos)) {
                allDoors.forEach(door -> door.endStandIn(other.index(), by));
            }
        }
        for (int i = 1; i < loops.size(); i++) {
            Loop before = loops.get((by.index() + loops.size() - i) % loops.size());
            if (!before.isStuck(nowNanos)) {
                return;
            }
            allDoors.forEach(door -> door.standIn(before, by));
        }
    }

    private void resumeAll() {
        allDoors.forEach(Entrance::resume);
    }

    /** Sets how many clients are let in. Safe from any thread. */
    public void maxConnections(int connections) {
        admission.limit(connections);
    }

    /** Returns what is there. Safe from any thread. */
    public Map<Ref, Spec> read() {
        return snapshot.specs;
    }

    /** Returns an object's counters. Safe from any thread. */
    public Counters counters(Ref ref) {
        Tally tally = snapshot.tallies.get(ref);
        return tally == null ? Counters.ZERO : tally.sum();
    }

    /** Returns how old flows of a real server became. Safe from any thread. */
    public Ages ages(Ref.Real real) {
        Tally tally = snapshot.tallies.get(real);
        return tally == null ? Ages.NONE : tally.ages();
    }

    /** Runs a flow through what serves, on every event loop, without serving it. Safe from any thread but an event loop's. */
    public List<Explained> explain(String service, Flow flow) {
        LiveService live = snapshot.services.get(service);
        return live == null ? List.of() : onEveryLoop(loop -> List.of(explain(live, flow, loop)));
    }

    private static Explained explain(LiveService service, Flow flow, Loop loop) {
        Spec.Service spec = service.spec();
        String source = Addresses.text(flow.source().getAddress());
        LiveGroup group = service.wiring().group;
        String first = "virtual server " + spec.name() + ": mode " + spec.mode().text()
                + (group == null ? ", answered here" : ", pool " + group.name);
        if (group == null) {
            return new Explained(
                    System.currentTimeMillis(),
                    spec.name(),
                    loop.name(),
                    source,
                    null,
                    null,
                    List.of(first),
                    null,
                    List.of());
        }
        Explained picked = group.picker(loop).explain(flow, spec.name(), source, loop);
        List<String> steps = new ArrayList<>(List.of(first));
        if (group.hasQueue()) {
            steps.add("pool " + group.name + ": others wait for a slot; the flow stands behind them");
        }
        steps.addAll(picked.steps());
        return new Explained(
                picked.atMillis(),
                picked.service(),
                picked.by(),
                source,
                picked.method(),
                picked.target(),
                steps,
                picked.picked(),
                picked.members());
    }

    /** Returns the flows of the sample, of all event loops. Safe from any thread but an event loop's. */
    public List<Explained> lastServed() {
        return onEveryLoop(Loop::samples);
    }

    private List<Explained> onEveryLoop(Function<Loop, List<Explained>> task) {
        List<Future<List<Explained>>> answers = new ArrayList<>();
        loops.forEach(loop -> answers.add(loop.executor().submit(() -> task.apply(loop))));
        List<Explained> all = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EXPLAIN_MILLIS);
        for (int i = 0; i < answers.size(); i++) {
            try {
                all.addAll(answers.get(i).get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return all;
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("{} does not explain: {}", loops.get(i).name(), e.toString());
            }
        }
        return all;
    }

    /** Returns where {@code service} listens, in the order of its listeners, with ports as chosen by the system. */
    public List<InetSocketAddress> addresses(String service) {
        LiveService live = services.get(service);
        List<InetSocketAddress> addresses = new ArrayList<>();
        if (live != null) {
            for (Listener listener : live.spec().listeners()) {
                Entrance door = doors.get(Place.of(live.spec(), listener));
                addresses.add(door == null ? listener.address() : door.local());
            }
        }
        return addresses;
    }

    /** Makes the edits in order; returns those that were refused. */
    public List<Failure> apply(List<Edit> edits) {
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            Edit edit = edits.get(i);
            try {
                make(edit, edits.subList(i + 1, edits.size()));
            } catch (IOException | RuntimeException e) {
                // Core tells it, once: it asks again and again.
                failures.add(new Failure(edit.ref(), String.valueOf(e.getMessage())));
            }
        }
        settle();
        return failures;
    }

    private void make(Edit edit, List<Edit> rest) throws IOException {
        if (edit instanceof Edit.Remove remove) {
            remove(remove);
            return;
        }
        Spec spec = edit instanceof Edit.Add add ? add.spec() : ((Edit.Change) edit).to();
        if (spec instanceof Spec.Service service) {
            put(service, rest);
        } else if (spec instanceof Spec.Group group) {
            Outgoing tls = vault.of(group.outbound());
            if (tls == null) {
                outgoings.remove(group.pool());
            } else {
                outgoings.put(group.pool(), tls);
            }
            groupSpecs.put(group.pool(), group);
            group(group.pool());
        } else if (spec instanceof Spec.Real real) {
            put(real);
        }
    }

    private LiveGroup group(String name) {
        return groups.computeIfAbsent(name, n -> new LiveGroup(n, loops));
    }

    // ---- services

    private void put(Spec.Service service, List<Edit> rest) throws IOException {
        List<Place> opened = new ArrayList<>();
        Map<Place, Claim> claims = new HashMap<>();
        try {
            for (Listener listener : service.listeners()) {
                Termination tls = listener.tls() == null ? null : vault.of(listener.tls());
                open(service, listener, rest, opened);
                claims.put(Place.of(service, listener), new Claim(service.name(), tls));
            }
        } catch (IOException e) {
            for (Place place : opened) {
                Entrance door = doors.remove(place);
                if (door != null) {
                    door.closeNow();
                }
            }
            throw e;
        }
        disown(service.name());
        owners.putAll(claims);
        LiveGroup pool = service.pool() == null ? null : group(service.pool());
        Map<String, LiveGroup> byHost = new HashMap<>();
        service.inbound().poolsByHost().forEach((host, name) -> byHost.put(host, group(name)));
        LiveService.Wiring wiring = new LiveService.Wiring(service, pool, byHost);
        LiveService live = services.get(service.name());
        if (live == null) {
            services.put(service.name(), new LiveService(wiring, loops.size()));
        } else {
            rewired.put(live, wiring);
        }
    }

    private void disown(String service) {
        owners.values().removeIf(claim -> claim.service.equals(service));
    }

    private void open(Spec.Service service, Listener listener, List<Edit> rest, List<Place> opened) throws IOException {
        boolean datagrams = listener.protocol() == Protocol.UDP;
        if (listener.protocol() == Protocol.SCTP || datagrams && service.mode() != Mode.TCP) {
            throw new IOException("proxy cannot listen on "
                    + listener.protocol().text() + " in mode " + service.mode().text()
                    + " (expected: tcp; udp in mode tcp)");
        }
        Place place = Place.of(service, listener);
        Claim claim = owners.get(place);
        if (claim != null && !claim.service.equals(service.name()) && !isGivenUp(claim.service, place, rest)) {
            throw new IOException("cannot listen on " + Addresses.text(listener.address())
                    + ": address already in use by virtual server " + claim.service);
        }
        if (!doors.containsKey(place)) {
            doors.put(
                    place,
                    datagrams
                            ? DatagramDoor.open(listener.address(), loops, admission)
                            : Door.open(listener.address(), loops, admission));
            opened.add(place);
        }
    }

    /** Tells whether a later edit of the same list takes {@code place} from {@code owner}. */
    private static boolean isGivenUp(String owner, Place place, List<Edit> rest) {
        for (Edit edit : rest) {
            if (!edit.ref().equals(new Ref.Service(owner))) {
                continue;
            }
            if (edit instanceof Edit.Remove) {
                return true;
            }
            if (edit instanceof Edit.Change change && change.to() instanceof Spec.Service to) {
                return to.listeners().stream().noneMatch(l -> Place.of(to, l).equals(place));
            }
        }
        return false;
    }

    // ---- reals

    private void put(Spec.Real real) {
        if (real.weight() < 0 || real.weight() > 4096) {
            throw new IllegalArgumentException("weight: " + real.weight() + " (expected: 0..4096 sixteenths)");
        }
        LiveReal live = reals.get(real.server());
        if (live != null && live.id() != real.id()) {
            reals.remove(real.server());
            retire(live, Edit.Remove.NO_DEADLINE);
            live = null;
        }
        if (live == null) {
            reals.put(real.server(), new LiveReal(real, loops.size(), idleLimit));
            group(real.server().pool());
            return;
        }
        LiveReal at = live;
        Spec.Real before = at.spec();
        at.spec(real);
        if (!before.address().equals(real.address()) || before.eligible() && !real.eligible()) {
            afterwards.add(() -> onEachLoop(loop -> at.closeIdle(loop)));
        }
        if (real.presence() == Presence.CUT && before.presence() != Presence.CUT) {
            afterwards.add(() -> onEachLoop(loop -> loop.cut(session -> session.real() == at)));
        }
    }

    private void retire(LiveReal real, long deadlineNanos) {
        real.remove();
        afterwards.add(() -> onEachLoop(loop -> real.closeIdle(loop)));
        cutAt(deadlineNanos, session -> session.real() == real);
    }

    // ---- removal

    private void remove(Edit.Remove remove) {
        Ref ref = remove.ref();
        if (ref instanceof Ref.Service service) {
            LiveService live = services.remove(service.name());
            if (live != null) {
                disown(service.name());
                rewired.remove(live);
                leaving.add(live);
                live.drain();
                afterwards.add(() -> onEachLoop(loop -> loop.drain(s -> s.service == live)));
                cutAt(remove.deadlineNanos(), session -> session.service == live);
            }
        } else if (ref instanceof Ref.Group group) {
            groupSpecs.remove(group.pool());
            outgoings.remove(group.pool());
        } else if (ref instanceof Ref.Real real) {
            LiveReal live = reals.remove(real.ref());
            if (live != null) {
                retire(live, remove.deadlineNanos());
            }
        }
    }

    private void cutAt(long deadlineNanos, Predicate<Session> which) {
        if (deadlineNanos == Edit.Remove.NO_DEADLINE) {
            return;
        }
        long delayNanos = Math.max(0, deadlineNanos - System.nanoTime());
        afterwards.add(() -> {
            for (Loop loop : loops) {
                var unused = loop.executor().schedule(() -> loop.cut(which), delayNanos, TimeUnit.NANOSECONDS);
            }
        });
    }

    private void onEachLoop(java.util.function.Consumer<Loop> work) {
        for (Loop loop : loops) {
            loop.executor().execute(() -> work.accept(loop));
        }
    }

    // ---- the end of a list

    /** Publishes everything that the edits changed. */
    private void settle() {
        Map<String, List<LiveReal>> byPool = new HashMap<>();
        for (LiveReal real : reals.values()) {
            byPool.computeIfAbsent(real.spec().server().pool(), p -> new ArrayList<>())
                    .add(real);
        }
        // First pools, then who points to them, then doors: no request meets a pool before its members. A pool that
        // goes keeps its
        // members for the requests that still find it.
        for (LiveGroup group : groups.values()) {
            Spec.Group spec = groupSpecs.get(group.name);
            if (spec != null) {
                group.roster(Roster.of(spec, byPool.getOrDefault(group.name, List.of()), outgoings.get(group.name)));
            }
        }
        rewired.forEach(LiveService::wiring);
        rewired.clear();
        settleDoors();
        leaving.forEach(this::follow);
        leaving.clear();
        List<Runnable> work = List.copyOf(afterwards);
        afterwards.clear();
        work.forEach(Runnable::run);
        List<LiveGroup> all = List.copyOf(groups.values());
        onEachLoop(loop -> all.forEach(group -> group.serve(loop))); // a new server has room for those who wait
        groups.values().removeIf(g -> !isNamed(g.name, byPool));
        snapshot = takeSnapshot();
    }

    private void settleDoors() {
        for (Map.Entry<Place, Entrance> entry : Map.copyOf(doors).entrySet()) {
            Entrance door = entry.getValue();
            Claim claim = owners.get(entry.getKey());
            LiveService service = claim == null ? null : services.get(claim.service);
            if (claim == null || service == null) {
                doors.remove(entry.getKey());
                door.close();
                LOG.info("proxy: {} closed", Addresses.text(door.local()));
                continue;
            }
            Entrance.Owner before = door.owner();
            Entrance.Owner next = new Entrance.Owner(service, claim.tls);
            if (!next.equals(before)) {
                door.owner(next);
            }
            if (before == null || before.service() != service) {
                LOG.info(
                        "proxy: {} {} virtual server {}",
                        Addresses.text(door.local()),
                        before == null ? "opened for" : "handed to",
                        claim.service);
            }
        }
        vault.keepOnly(
                services.values().stream()
                        .flatMap(service -> service.spec().listeners().stream())
                        .map(Listener::tls)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()),
                groupSpecs.values().stream().map(Spec.Group::outbound).collect(Collectors.toSet()));
        allDoors = List.copyOf(doors.values());
        admission.look(); // a limit may have been raised
    }

    /** Lets the last requests of connections whose virtual server was renamed go where new connections go. */
    private void follow(LiveService gone) {
        for (Listener listener : gone.spec().listeners()) {
            Claim claim = owners.get(Place.of(gone.spec(), listener));
            LiveService successor = claim == null ? null : services.get(claim.service);
            if (successor != null && successor.spec().mode() == gone.spec().mode()) {
                gone.wiring(successor.wiring());
                return;
            }
        }
    }

    private boolean isNamed(String pool, Map<String, List<LiveReal>> byPool) {
        return groupSpecs.containsKey(pool)
                || byPool.containsKey(pool)
                || services.values().stream()
                        .anyMatch(s -> pool.equals(s.spec().pool())
                                || s.spec().inbound().poolsByHost().containsValue(pool));
    }

    /** Returns what an operator should know of servers, in words. Any thread. */
    public List<String> notes() {
        Snapshot now = snapshot;
        return now.reals.stream()
                .filter(real -> now.specs.get(new Ref.Group(real.spec().server().pool())) instanceof Spec.Group group
                        && group.outbound().http2())
                .map(LiveReal::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .toList();
    }

    private Snapshot takeSnapshot() {
        Map<Ref, Spec> specs = new LinkedHashMap<>();
        Map<Ref, Tally> tallies = new HashMap<>();
        groupSpecs.forEach((name, spec) -> keep(spec, group(name).tally, specs, tallies));
        reals.values().forEach(real -> keep(real.spec(), real.tally, specs, tallies));
        services.values().forEach(service -> keep(service.spec(), service.tally, specs, tallies));
        return new Snapshot(
                java.util.Collections.unmodifiableMap(specs),
                tallies,
                Map.copyOf(services),
                List.copyOf(reals.values()));
    }

    private static void keep(Spec spec, @Nullable Tally tally, Map<Ref, Spec> specs, Map<Ref, Tally> tallies) {
        specs.put(spec.ref(), spec);
        if (tally != null) {
            tallies.put(spec.ref(), tally);
        }
    }

    /** Stops listening, lets exchanges end for at most {@code drain}, and cuts what is left. */
    public void close(Duration drain) {
        List<LiveReal> all = List.copyOf(reals.values());
        doors.values().forEach(drain.isZero() ? Entrance::closeNow : Entrance::close);
        doors.clear();
        services.values().forEach(LiveService::drain);
        onEachLoop(loop -> loop.drain(session -> true));
        if (!drain.isZero() && !admission.awaitEmpty(drain)) {
            LOG.warn("proxy: {} connections cut after {} s", admission.open(), drain.toSeconds());
        }
        onEachLoop(loop -> {
            loop.cut(session -> true);
            all.forEach(real -> real.closeIdle(loop));
        });
    }
}
