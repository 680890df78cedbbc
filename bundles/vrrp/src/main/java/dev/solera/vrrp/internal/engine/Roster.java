package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.spi.VipBinder.Failure;
import dev.solera.spi.VrrpGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All virtual routers, and how they change with the configuration. Used by the timer thread; what it publishes, by any. */
final class Roster {
    private final Crew crew;
    private final Map<RouterKey, Router> routers = new LinkedHashMap<>();
    private final Map<String, Plan.Refused> refused = new HashMap<>();
    private List<VrrpGroup> groups = List.of();
    private volatile List<Router> running = List.of();
    private volatile List<Supplier<VrrpReport>> reports = List.of();

    Roster(Crew crew) {
        this.crew = crew;
    }

    /** Brings what runs in line with the plan; what does not differ is left alone. */
    void apply(Plan plan, long nowNanos) {
        Map<RouterKey, Plan.Entry> wanted = new LinkedHashMap<>();
        plan.entries().forEach(entry -> wanted.put(entry.blueprint().key(), entry));
        boolean membersChanged = stopOthers(wanted, nowNanos);
        List<Router> added = new ArrayList<>();
        for (Plan.Entry entry : plan.entries()) {
            Router router = routers.get(entry.blueprint().key());
            if (router == null) {
                router = new Router(entry.blueprint(), entry.demand(), crew);
                routers.put(router.key(), router);
                added.add(router);
            } else {
                membersChanged |= !router.name().equals(entry.blueprint().name());
                router.change(entry.blueprint(), entry.demand(), nowNanos);
            }
        }
        if (membersChanged || !added.isEmpty() || !groups.equals(plan.groups())) {
            groups = plan.groups();
            regroup(nowNanos);
        }
        added.forEach(router -> router.begin(nowNanos));
        routers.values().stream()
                .map(router -> crew.ports().segment(router.key()))
                .distinct()
                .forEach(Segment::mapAddresses);
        refuse(plan.refused());
        publish();
    }

    List<Router> running() {
        return running;
    }

    /** Returns how everybody stands, sorted by name. Any thread. */
    List<VrrpReport> reports() {
        return reports.stream().map(Supplier::get).toList();
    }

    /** Returns the one of that name that is MASTER. Any thread. */
    Optional<Router> master(String name) {
        return running.stream()
                .filter(r -> r.name().equals(name) && r.publishedState() == VrrpState.MASTER)
                .findFirst();
    }

    /** Stops everybody in good order. */
    void stop(long nowNanos) {
        // Out of their groups first: that one stops is no reason for the others to do more than that.
        routers.values().forEach(Router::leaveGroup);
        routers.values().forEach(router -> router.stop(false, nowNanos));
        routers.clear();
        publish();
    }

    /** Hears what could not be prepared. */
    void onPrepared(List<Failure> failures) {
        Map<String, Failure> byName = new HashMap<>();
        failures.forEach(failure -> byName.putIfAbsent(failure.claim(), failure));
        routers.values().forEach(router -> router.onPrepared(byName.get(router.name())));
    }

    private boolean stopOthers(Map<RouterKey, Plan.Entry> wanted, long nowNanos) {
        boolean stopped = false;
        for (Router router : List.copyOf(routers.values())) {
            Plan.Entry entry = wanted.get(router.key());
            if (entry == null || !entry.blueprint().isSameRouter(router.blueprint())) {
                router.stop(entry == null, nowNanos);
                routers.remove(router.key());
                stopped = true;
            }
        }
        return stopped;
    }

    private void regroup(long nowNanos) {
        routers.values().forEach(Router::leaveGroup);
        Map<String, Router> byName = new HashMap<>();
        routers.values().forEach(router -> byName.put(router.name(), router));
        for (VrrpGroup group : groups) {
            Group made = new Group(group.name());
            Set<Router> members = new HashSet<>();
            for (String name : group.members()) {
                Router router = byName.get(name);
                if (router != null && members.add(router)) {
                    made.add(router);
                }
            }
        }
        routers.values().forEach(router -> router.comply(nowNanos));
    }

    private void refuse(List<Plan.Refused> now) {
        Instant at = Instant.ofEpochMilli(crew.ticks().wallMillis());
        Map<String, Plan.Refused> before = Map.copyOf(refused);
        refused.clear();
        for (Plan.Refused one : now) {
            refused.put(one.name(), one);
            Plan.Refused same = before.get(one.name());
            if (same == null || !same.why().equals(one.why())) {
                crew.news().trouble(at, one.name(), one.why());
            }
        }
    }

    private void publish() {
        running = List.copyOf(routers.values());
        Instant at = Instant.ofEpochMilli(crew.ticks().wallMillis());
        record Named(String name, Supplier<VrrpReport> report) {}
        Stream<Named> good = running.stream().map(r -> new Named(r.name(), r::report));
        Stream<Named> bad = refused.values().stream().map(one -> {
            int priority = one.spec().demand().priority();
            VrrpReport report =
                    Reports.refused(one.name(), priority, one.spec().instance().interval(), at, one.why());
            return new Named(one.name(), () -> report);
        });
        reports = Stream.concat(good, bad)
                .sorted(Comparator.comparing(Named::name))
                .map(Named::report)
                .toList();
    }
}
