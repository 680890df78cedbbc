package dev.solera.testkit;

import dev.solera.api.Addresses;
import dev.solera.api.AdminState;
import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceException;
import dev.solera.api.ApplianceExplain;
import dev.solera.api.ApplianceStatus;
import dev.solera.api.ApplianceView;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import dev.solera.api.Counters;
import dev.solera.api.Explanation;
import dev.solera.api.Health;
import dev.solera.api.IpvsView;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Patience;
import dev.solera.api.Plan;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus;
import dev.solera.api.Presence;
import dev.solera.api.Problem;
import dev.solera.api.Protocol;
import dev.solera.api.Rates;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import dev.solera.api.SchedulerStatus;
import dev.solera.api.SetRecord;
import dev.solera.api.Unconfirmed;
import dev.solera.api.VipStatus;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServerStatus;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One virtual server "shop", one pool "web" with web1 (up) and web2 (down), and a record of the changes asked for. */
public final class FakeAppliance implements ApplianceView, ApplianceControl, ApplianceChanges, ApplianceExplain {
    /** When the appliance is looked at. */
    public static final Instant NOW = Instant.parse("2025-01-02T12:00:00Z");

    /** Changes asked for, in words. */
    public final List<String> calls = new ArrayList<>();
    /** Members of pool web. */
    public final List<RealServerStatus> members = new ArrayList<>();
    /** The virtual servers. */
    public final List<VirtualServerStatus> servers = new ArrayList<>();
    /** The virtual router. */
    public VrrpStatus router = router("front");
    /** What reads the kernel's IPVS, null when there is none. */
    public @Nullable IpvsView ipvs;
    /** Why changes are not persisted, null when they are. */
    public @Nullable String notPersisted;

    /** What is wrong with the next plan. */
    public List<Problem> planProblems = List.of();

    /** What the next check says. */
    public CompletableFuture<CheckResult> result = CompletableFuture.completedFuture(pass());

    /** Makes the appliance described above. */
    public FakeAppliance() {
        Check http = check("main");
        members.add(real("web2", "10.0.0.2:80", Health.DOWN, 2, http, fail(), new Counters(0, 4, 4, 40, 400, 1, 0, 2)));
        members.add(real("web1", "10.0.0.1:80", Health.UP, 1, http, pass(), new Counters(3, 7, 9, 70, 700, 0, 1, 0)));
        servers.add(virtualServer("shop", "web"));
    }

    /** Returns a virtual server that is up. */
    public static VirtualServerStatus virtualServer(String name, @Nullable String pool) {
        VirtualServer config = new VirtualServer(
                name,
                Mode.HTTP,
                "auto",
                List.of(new Listener("main", new InetSocketAddress("192.0.2.10", 80), Protocol.TCP)),
                pool,
                0,
                new VirtualServer.Forwarded(
                        VirtualServer.Forwarded.Treatment.ADD, VirtualServer.Forwarded.Treatment.OFF),
                new VirtualServer.Timeouts(
                        Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofHours(1)),
                VirtualServer.Balancing.PLAIN,
                false);
        return new VirtualServerStatus(
                config,
                "proxy",
                "auto: not ipvs, mode: http (expected: tcp on data plane ipvs)",
                VirtualServerStatus.State.UP,
                null,
                new Counters(3, 11, 13, 110, 1100, 1, 1, 2),
                Rates.ZERO);
    }

    /** Returns a virtual router that is MASTER of one address and tracks pool web. */
    public static VrrpStatus router(String name) {
        return FakeVrrp.router(name, NOW);
    }

    /** Returns a member of pool web; no result of its check yet when {@code last} is null. */
    public static RealServerStatus real(
            String name,
            String address,
            Health health,
            int weight,
            Check check,
            @Nullable CheckResult last,
            Counters counters) {
        RealServerRef ref = new RealServerRef("web", name);
        InetSocketAddress at = Addresses.parse(address);
        return new RealServerStatus(
                ref,
                new RealServer(name, at, weight, 0, false, at),
                AdminState.READY,
                null,
                health,
                NOW.minusSeconds(60),
                weight,
                health == Health.UP ? 8 * weight : 0,
                health == Health.UP ? Presence.SERVING : Presence.OUT,
                List.of(new CheckStatus(ref, check, health, 0, last, NOW.minusSeconds(1), null)),
                counters,
                Rates.ZERO,
                null,
                null);
    }

    /** Returns a check of type http. */
    public static Check check(String name) {
        return new Check(name, "http", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3, Map.of());
    }

    /** Returns a good result. */
    public static CheckResult pass() {
        return new CheckResult(CheckResult.Outcome.PASS, "L7OK", 200, "", Duration.ofMillis(3));
    }

    /** Returns a bad result. */
    public static CheckResult fail() {
        return new CheckResult(
                CheckResult.Outcome.FAIL, "L7STS", 503, "status 503 (expected 200-299)", Duration.ofMillis(4));
    }

    @Override
    public ApplianceStatus status() {
        return new ApplianceStatus(
                "0.1.0",
                "lb1",
                NOW.minusSeconds(7200),
                12,
                NOW.minusSeconds(30),
                List.of(new Problem("solera.pool-web.cfg", 3, "real.web1", "x", "address:port")),
                List.of("real.web4 in solera.pool-web.cfg: read-only file system"),
                List.of(),
                List.of(new PlaneStatus("proxy", "epoll, 2 event loops", null, List.of(), 1, 3 << 20)),
                "in this process, pcap, SCHED_RR",
                List.of("no CAP_NET_ADMIN: addresses are not bound"),
                waiting(),
                List.of());
    }

    @Override
    public List<VirtualServerStatus> virtualServers() {
        return servers;
    }

    @Override
    public Optional<VirtualServerStatus> virtualServer(String name) {
        return servers.stream().filter(s -> s.config().name().equals(name)).findFirst();
    }

    @Override
    public List<PoolStatus> pools() {
        Pool config = new Pool(
                "web",
                "random",
                "2",
                members.stream().map(RealServerStatus::config).toList(),
                List.of(check("main")),
                3,
                Duration.ofSeconds(20),
                new Pool.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                Pool.Availability.DEFAULT,
                null);
        return List.of(new PoolStatus(
                config,
                "roundrobin",
                "random is not installed",
                members,
                new Counters(3, 11, 13, 110, 1100, 1, 1, 2),
                null,
                new PoolStatus.Quorum(PoolStatus.Quorum.State.HELD, 1),
                null,
                List.of(),
                null,
                null));
    }

    @Override
    public Optional<PoolStatus> pool(String name) {
        return pools().stream().filter(p -> p.config().name().equals(name)).findFirst();
    }

    @Override
    public Optional<RealServerStatus> realServer(RealServerRef ref) {
        return members.stream().filter(m -> m.ref().equals(ref)).findFirst();
    }

    @Override
    public List<VipStatus> vips() {
        return List.of(new VipStatus(
                "web",
                Addresses.parseIp("192.0.2.10"),
                true,
                "front",
                VrrpState.MASTER,
                "eth0",
                NOW.minusSeconds(3600),
                List.of("shop:80/tcp")));
    }

    @Override
    public List<VrrpStatus> vrrpInstances() {
        return List.of(router);
    }

    @Override
    public Optional<VrrpStatus> vrrpInstance(String name) {
        return vrrpInstances().stream()
                .filter(v -> v.instance().name().equals(name))
                .findFirst();
    }

    @Override
    public Change setVrrpPriority(Caller caller, String instance, int priority) {
        return done(caller, "priority of " + instance + " " + priority);
    }

    @Override
    public Change releaseVrrp(Caller caller, String instance, String why) {
        return done(caller, "release " + instance + " " + why);
    }

    @Override
    public List<SchedulerStatus> schedulers() {
        return List.of(
                new SchedulerStatus("roundrobin", "dev.solera.schedulers 0.1.0", List.of()),
                new SchedulerStatus("random", null, List.of("web")));
    }

    @Override
    public Optional<IpvsView> ipvs() {
        return Optional.ofNullable(ipvs);
    }

    @Override
    public List<String> healthCheckers() {
        return List.of("http", "tcp");
    }

    @Override
    public Change addVirtualServer(Caller caller, String name, Map<String, String> keys) {
        servers.add(virtualServer(name, keys.get("pool")));
        return done(caller, "add " + name + " " + keys);
    }

    @Override
    public Change removeVirtualServer(Caller caller, String name) {
        servers.removeIf(s -> s.config().name().equals(name));
        return done(caller, "remove " + name);
    }

    @Override
    public Change addReal(Caller caller, RealServerRef ref, String definition) {
        if (realServer(ref).isPresent()) {
            throw new ApplianceException("real." + ref.real() + ": " + ref + " (expected: a new name)");
        }
        members.add(real(ref.real(), definition.split(" ")[0], Health.UNKNOWN, 1, check("main"), null, Counters.ZERO));
        return done(caller, "add-real " + ref + " " + definition);
    }

    @Override
    public Change removeReal(Caller caller, RealServerRef ref) {
        members.removeIf(m -> m.ref().equals(ref));
        return done(caller, "remove-real " + ref);
    }

    @Override
    public Change setWeight(Caller caller, RealServerRef ref, int weight) {
        return done(caller, "set-weight " + ref + " " + weight);
    }

    @Override
    public Change setTemporaryWeight(Caller caller, RealServerRef ref, int weight, @Nullable Duration time) {
        return done(caller, "set-temporary-weight " + ref + " " + weight + " " + time);
    }

    @Override
    public Change setAdminState(
            Caller caller,
            RealServerRef ref,
            AdminState state,
            String why,
            @Nullable Duration time,
            @Nullable Patience patience) {
        return done(
                caller,
                state + " " + ref + " " + why + " " + time
                        + (patience == null
                                ? ""
                                : ", flows " + (patience.close() ? "closed" : "kept") + " after " + patience.time()));
    }

    @Override
    public CompletableFuture<CheckResult> runCheck(RealServerRef ref, String check) {
        calls.add("check " + ref + " " + check);
        return result;
    }

    @Override
    public Plan plan(@Nullable Path folder) {
        return new Plan(
                12,
                List.of("solera.pool-web.cfg: 1 line added, 1 removed"),
                List.of(new Plan.Edit(Plan.Kind.CHANGED, "real server", "web/web1", "weight 1 to 3", 3)),
                List.of("vip web moves: 192.0.2.10 on eth0 by front to 192.0.2.10 on eth1 by front"),
                List.of("web/web1 second (tcp)"),
                List.of(),
                planProblems,
                List.of("servers-up: pool web: 0 servers up (expected: at least 1; now 1)"));
    }

    @Override
    public Change apply(Caller caller, @Nullable Path folder, @Nullable Duration confirmWithin, boolean force) {
        return done(caller, "apply " + folder + " " + confirmWithin + (force ? " by force" : ""));
    }

    @Override
    public Change confirm(Caller caller) {
        return done(caller, "confirm");
    }

    @Override
    public Change undo(Caller caller, @Nullable Long set) {
        return done(caller, "undo " + set);
    }

    @Override
    public List<SetRecord> history() {
        return List.of(
                new SetRecord(12, NOW.minusSeconds(30), "jane", "shell", "real server web/web1 added", 11, true),
                new SetRecord(11, NOW.minusSeconds(300), "file", "file", "pool web added", 0, false));
    }

    @Override
    public List<String> diff(long from, long to) {
        return List.of("real server web/web1 added", "solera.pool-web.cfg", "+ real.web1 = 10.0.0.1:80");
    }

    @Override
    public Optional<Unconfirmed> unconfirmed() {
        return Optional.empty();
    }

    @Override
    public List<String> waiting() {
        return List.of("not applied: solera.pool-web.cfg (solera:plan shows what they change)");
    }

    @Override
    public List<Explanation> explain(Question question) {
        calls.add("explain " + question);
        return List.of(explanation("GET /cart".equals(question.method() + " " + question.path()) ? "web1" : "web2"));
    }

    @Override
    public List<Explanation> last(int most, @Nullable String virtualServer, @Nullable InetAddress source) {
        calls.add("last " + most + " " + virtualServer + " " + source);
        return List.of(explanation("web1"));
    }

    private static Explanation explanation(String picked) {
        RealServerRef web1 = new RealServerRef("web", "web1");
        RealServerRef web2 = new RealServerRef("web", "web2");
        return new Explanation(
                NOW,
                "shop",
                "proxy event loop 1",
                "192.0.2.7",
                "GET /cart",
                List.of("virtual server shop: mode http, pool web", "pool web: scheduler roundrobin picks web1 of 1"),
                new RealServerRef("web", picked),
                List.of(
                        new Explanation.Candidate(web1, true, "", 16, 3, "due in 0 picks", picked.equals("web1")),
                        new Explanation.Candidate(web2, false, "is DOWN: check main: L7STS", 0, 0, "", false)));
    }

    private Change done(Caller caller, String what) {
        calls.add(caller.user() + "@" + caller.from() + " " + what);
        return new Change(what, notPersisted);
    }
}
