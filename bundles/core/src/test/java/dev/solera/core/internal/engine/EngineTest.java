package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.Health;
import dev.solera.api.RealServerStatus;
import dev.solera.api.SchedulerStatus;
import dev.solera.api.VirtualServerStatus.State;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.Members;
import dev.solera.spi.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final String SHOP = "listen = 127.0.0.1:8080\npool = web\n";
    private static final String WEB = "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80 weight=2\n";

    @TempDir
    private Path folder;

    private Appliance appliance;

    @BeforeEach
    void prepare() throws IOException {
        appliance = new Appliance(folder);
        appliance.save("solera.pool-web.cfg", WEB);
        appliance.save("solera.virtualserver-shop.cfg", SHOP);
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void aStartBringsThePlaneToWhatTheFilesSay() {
        appliance.start();
        assertThat(appliance.plane.take())
                .containsExactly(List.of(
                        "add pool web roundrobin",
                        "add web/a 10.0.0.1:80 16/16",
                        "add web/b 10.0.0.2:80 32/16",
                        "add server shop [127.0.0.1:8080] web"));
        assertThat(appliance.view.virtualServer("shop").orElseThrow().state()).isEqualTo(State.UP);
    }

    @Test
    void anEditTakesEffectWithinASecondAndTouchesOnlyWhatChanged() throws IOException {
        appliance.start();
        appliance.plane.take();
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.c = 10.0.0.3:80 weight=3\n");
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/c 10.0.0.3:80 48/16"));
        assertThat(appliance.plane.take()).containsExactly(List.of("add web/c 10.0.0.3:80 48/16", "remove web/b"));
        long best = Long.MAX_VALUE;
        for (int weight = 4; weight < 7; weight++) {
            String after = "web/c 10.0.0.3:80 " + weight * 16 + "/16";
            long start = System.nanoTime();
            appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.c = 10.0.0.3:80 weight=" + weight + "\n");
            Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains(after));
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aBrokenEditAndACrashStillServe() throws IOException {
        appliance.start();
        appliance.save("solera.pool-web.cfg", "real.a = nonsense\n");
        String problem = "solera.pool-web.cfg:1: real.a: nonsense (expected: address:port, the address not a name)";
        Appliance.eventually(
                () -> assertThat(appliance.view.status().problems()).hasToString("[" + problem + "]"));
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.SetRejected.class::isInstance)
                .hasSize(1);
        appliance.plane.take();
        appliance.restart();
        assertThat(appliance.plane.holds())
                .containsExactly(
                        "pool web roundrobin",
                        "server shop [127.0.0.1:8080] web",
                        "web/a 10.0.0.1:80 16/16",
                        "web/b 10.0.0.2:80 32/16");
        assertThat(appliance.view.status().problems()).hasToString("[" + problem + "]");
        appliance.save("solera.pool-web.cfg", WEB);
        Appliance.eventually(
                () -> assertThat(appliance.view.status().problems()).isEmpty());
    }

    @Test
    void aRenameOfAServerAndItsPoolReachesThePlaneAsOne() throws IOException {
        appliance.start();
        appliance.plane.take();
        appliance.save("solera.virtualserver-store.cfg", SHOP.replace("web", "net"));
        Files.delete(appliance.etc.resolve("solera.virtualserver-shop.cfg"));
        Files.delete(appliance.etc.resolve("solera.pool-web.cfg"));
        appliance.save("solera.pool-net.cfg", WEB);
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("server store [127.0.0.1:8080] net"));
        assertThat(appliance.plane.take())
                .containsExactly(List.of(
                        "add pool net roundrobin",
                        "add net/a 10.0.0.1:80 16/16",
                        "add net/b 10.0.0.2:80 32/16",
                        "add server store [127.0.0.1:8080] net",
                        "remove server shop",
                        "remove web/a",
                        "remove web/b",
                        "remove pool web"));
    }

    @Test
    void aPlaneMayComeLateAndGo() {
        appliance.engine =
                new Engine(appliance.etc, appliance.data, appliance.plugins, appliance.calendar, e -> {}, set -> {});
        appliance.view = new LiveView(appliance.engine, "0.1.0", name -> "");
        appliance.engine.start();
        assertThat(appliance.view.virtualServer("shop").orElseThrow().error())
                .isEqualTo("dataplane: proxy is not installed (expected: a data plane)");
        appliance.engine.addPlane(appliance.plane);
        assertThat(appliance.plane.holds()).hasSize(4);
        assertThat(appliance.view.virtualServer("shop").orElseThrow().state()).isEqualTo(State.UP);
        FakePlane newer = new FakePlane("proxy");
        appliance.engine.addPlane(newer);
        appliance.engine.removePlane(appliance.plane);
        assertThat(newer.holds()).hasSize(4);
        assertThat(appliance.view.status().planes()).hasSize(1);
        appliance.engine.removePlane(newer);
        assertThat(appliance.view.virtualServer("shop").orElseThrow().state()).isEqualTo(State.ERROR);
    }

    @Test
    void whatAPlaneRefusesIsShownOnThatObjectAndTriedAgain() {
        appliance.plane.refuse(new Ref.Service("shop"), "cannot listen on 127.0.0.1:8080: address in use");
        appliance.start();
        assertThat(appliance.view.virtualServer("shop").orElseThrow().error())
                .isEqualTo("cannot listen on 127.0.0.1:8080: address in use");
        assertThat(appliance.view.status().refused())
                .containsExactly("virtual server shop: cannot listen on 127.0.0.1:8080: address in use");
        assertThat(appliance.view.pool("web").orElseThrow().error()).isNull();
        appliance.plane.refuse(new Ref.Service("shop"), null);
        Appliance.eventually(() -> assertThat(
                        appliance.view.virtualServer("shop").orElseThrow().state())
                .isEqualTo(State.UP));
        assertThat(appliance.view.status().refused()).isEmpty();
    }

    @Test
    void whatStaysRefusedIsTriedAgainAndAgain() {
        appliance.plane.refuse(new Ref.Service("shop"), "cannot listen on 127.0.0.1:8080: address in use");
        appliance.start();
        appliance.plane.take();
        List<List<String>> tries = new ArrayList<>();
        Appliance.eventually(() -> {
            tries.addAll(appliance.plane.take());
            assertThat(tries).hasSizeGreaterThanOrEqualTo(2); // after 1 s and 2 s more
        });
        assertThat(tries).containsOnly(List.of("add server shop [127.0.0.1:8080] web"));
    }

    @Test
    void aPlaneThatThrowsIsShownAndTriedAgain() {
        appliance.plane.fail(new IllegalStateException("oops"));
        appliance.start();
        assertThat(appliance.view.status().refused())
                .contains("pool web: data plane proxy failed: java.lang.IllegalStateException: oops");
        appliance.plane.fail(null);
        Appliance.eventually(() -> assertThat(appliance.view.status().refused()).isEmpty());
    }

    @Test
    void aServerTakesTrafficOnlyOnceItsCheckHasPassedAndAnotherAddressStartsAgain() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\nreal.a = 10.0.0.1:80\n");
        appliance.start();
        Appliance.eventually(() -> assertThat(appliance.checker.waiting()).containsExactly("web/a"));
        assertThat(appliance.view.virtualServer("shop").orElseThrow().error())
                .isEqualTo("no server of pool web takes flows");
        appliance.checker.answer("web/a", Outcome.PASS);
        appliance.holds("pool web roundrobin", "server shop [127.0.0.1:8080] web", "web/a 10.0.0.1:80 16/16");
        appliance.save("solera.pool-web.cfg", "check = http\nreal.a = 10.0.0.9:80\n");
        Appliance.eventually(() -> assertThat(appliance.checker.waiting()).containsExactly("web/a"));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.9:80 16/16 leaving"));
        appliance.checker.answer("web/a", Outcome.PASS);
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.9:80 16/16"));
        assertThat(appliance.plane.take())
                .containsExactly(
                        List.of("change web/a 10.0.0.1:80 16/16 -> web/a 10.0.0.9:80 16/16 leaving"),
                        List.of("change web/a 10.0.0.9:80 16/16 leaving -> web/a 10.0.0.9:80 16/16"));
        Appliance.eventually(() -> assertThat(appliance.events)
                .filteredOn(ApplianceEvent.HealthChanged.class::isInstance)
                .extracting(e -> ((ApplianceEvent.HealthChanged) e).to())
                .containsExactly(Health.UP, Health.UNKNOWN, Health.UP));
    }

    @Test
    void healthOfLessThanAMinuteAgoIsTakenOverAtARestart() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\nreal.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\n");
        appliance.start();
        Appliance.eventually(() -> assertThat(appliance.checker.waiting()).hasSize(2));
        appliance.checker.answer("web/a", Outcome.PASS);
        appliance.checker.answer("web/b", Outcome.FAIL);
        Appliance.eventually(() -> assertThat(health("web/b")).isEqualTo(Health.DOWN));
        appliance.calendar.pass(Duration.ofSeconds(59));
        appliance.restart();
        Appliance.eventually(
                () -> assertThat(List.of(health("web/a"), health("web/b"))).containsExactly(Health.UP, Health.DOWN));
        appliance.engine.close();
        appliance.calendar.pass(Duration.ofSeconds(61));
        appliance.start();
        Appliance.eventually(() ->
                assertThat(List.of(health("web/a"), health("web/b"))).containsExactly(Health.UNKNOWN, Health.UNKNOWN));
    }

    @Test
    void adminStateAndTemporaryWeightSurviveARestartAndEndByThemselves() {
        appliance.start();
        Instant noon = appliance.calendar.instant();
        appliance.control.setAdminState(
                Appliance.JANE, Appliance.ref("web/a"), AdminState.DRAIN, "disk swap", Duration.ofMinutes(2));
        appliance.control.setTemporaryWeight(Appliance.JANE, Appliance.ref("web/a"), 9, Duration.ofMinutes(1));
        appliance.control.setTemporaryWeight(Appliance.JANE, Appliance.ref("web/b"), 0, null);
        appliance.restart();
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 144/16 kept", "web/b 10.0.0.2:80 0/16 kept");
        RealServerStatus a = status("web/a");
        assertThat(a.adminState()).isEqualTo(AdminState.DRAIN);
        assertThat(a.note()).isEqualTo(new AdminNote("jane", "disk swap", noon, noon.plusSeconds(120)));
        assertThat(a.weight()).isEqualTo(9);
        appliance.calendar.pass(Duration.ofSeconds(60));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 kept"));
        appliance.calendar.pass(Duration.ofSeconds(60));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16"));
        assertThat(status("web/a").note()).isNull();
        assertThat(appliance.plane.holds()).contains("web/b 10.0.0.2:80 0/16 kept");
    }

    @Test
    void settingTheConfiguredWeightEndsATemporaryOneAndNothingElse() {
        appliance.start();
        appliance.control.setAdminState(Appliance.JANE, Appliance.ref("web/a"), AdminState.DRAIN, "disk swap", null);
        appliance.control.setTemporaryWeight(Appliance.JANE, Appliance.ref("web/a"), 9, null);
        appliance.control.setWeight(Appliance.JANE, Appliance.ref("web/a"), 3);
        assertThat(status("web/a").weight()).isEqualTo(3);
        assertThat(status("web/a").adminState()).isEqualTo(AdminState.DRAIN);
        assertThat(status("web/a").note().why()).isEqualTo("disk swap");
    }

    @Test
    void aServerBackFromMaintenanceWaitsForItsCheck() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\ncheck.interval.ms = 10\nreal.a = 10.0.0.1:80\n");
        appliance.checker.answers.put("web/a", Outcome.PASS);
        appliance.start();
        appliance.holds("pool web roundrobin", "server shop [127.0.0.1:8080] web", "web/a 10.0.0.1:80 16/16");
        appliance.control.setAdminState(Appliance.JANE, Appliance.ref("web/a"), AdminState.MAINT, "", null);
        Appliance.eventually(() -> assertThat(health("web/a")).isEqualTo(Health.UNKNOWN));
        appliance.checker.answers.clear();
        appliance.plane.take();
        appliance.control.setAdminState(Appliance.JANE, Appliance.ref("web/a"), AdminState.READY, "", null);
        Appliance.eventually(() -> assertThat(appliance.checker.waiting()).hasSize(1));
        assertThat(appliance.plane.take()).isEmpty();
        appliance.checker.answer("web/a", Outcome.PASS);
        Appliance.eventually(() -> assertThat(appliance.plane.take())
                .containsExactly(List.of("change web/a 10.0.0.1:80 16/16 leaving -> web/a 10.0.0.1:80 16/16")));
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.AdminStateChanged.class::isInstance)
                .extracting(e -> ((ApplianceEvent.AdminStateChanged) e).to())
                .containsExactly(AdminState.MAINT, AdminState.READY);
    }

    @Test
    void aServerThatRecoversGrowsInSteps() throws IOException {
        appliance.save(
                "solera.pool-web.cfg",
                "check = http\ncheck.interval.ms = 10\ncheck.rise = 1\nslowstart.ms = 1000\nreal.a = 10.0.0.1:80 weight=8\n");
        appliance.checker.answers.put("web/a", Outcome.FAIL);
        appliance.start();
        Appliance.eventually(() -> assertThat(health("web/a")).isEqualTo(Health.DOWN));
        appliance.plane.take();
        appliance.checker.answers.put("web/a", Outcome.PASS);
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 128/16"));
        List<Integer> steps = appliance.plane.take().stream()
                .flatMap(List::stream)
                .map(words -> Integer.valueOf(words.replaceAll(".* ([0-9]+)/16$", "$1")))
                .toList();
        assertThat(steps).isSorted().hasSizeBetween(2, 8).endsWith(128);
        assertThat(steps.get(0)).isLessThan(128);
    }

    @Test
    void aPoolFallsBackVisiblyWhileItsSchedulerIsGoneAndReturnsWithIt() throws IOException {
        FakeScheduler magic = FakeScheduler.inTurn("magic");
        appliance.plugins.add(magic, "my.magic 1.0");
        appliance.save("solera.pool-web.cfg", "scheduler = magic(2)\nreal.a = 10.0.0.1:80\n");
        appliance.start();
        appliance.plane.take();
        assertThat(appliance.view.schedulers())
                .containsExactly(
                        new SchedulerStatus("magic", "my.magic 1.0", List.of("web")),
                        new SchedulerStatus("roundrobin", "dev.solera.schedulers 0.1.0", List.of()));
        appliance.plugins.remove(magic);
        appliance.engine.pluginsChanged();
        Appliance.eventually(() -> assertThat(appliance.plane.take())
                .containsExactly(List.of("change pool web magic(2) -> pool web roundrobin")));
        assertThat(appliance.view.pool("web").orElseThrow().scheduler()).isEqualTo("roundrobin");
        assertThat(appliance.view.pool("web").orElseThrow().schedulerNote())
                .isEqualTo("scheduler magic is not installed");
        assertThat(appliance.view.status().problems()).isEmpty();
        appliance.plugins.add(magic, "my.magic 1.0");
        appliance.engine.pluginsChanged();
        Appliance.eventually(() -> assertThat(appliance.plane.take())
                .containsExactly(List.of("change pool web roundrobin -> pool web magic(2)")));
        assertThat(appliance.view.pool("web").orElseThrow().schedulerNote()).isNull();
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.SchedulerChanged.class::isInstance)
                .extracting(e -> ((ApplianceEvent.SchedulerChanged) e).to())
                .containsExactly("roundrobin", "magic");
    }

    @Test
    void aPoolWhoseCheckerIsGoneIsShownAndItsServersStayUp() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\nreal.a = 10.0.0.1:80\n");
        appliance.checker.answers.put("web/a", Outcome.PASS);
        appliance.start();
        appliance.holds("pool web roundrobin", "server shop [127.0.0.1:8080] web", "web/a 10.0.0.1:80 16/16");
        appliance.plugins.remove(appliance.checker);
        appliance.engine.pluginsChanged();
        Appliance.eventually(() -> assertThat(appliance.view.status().refused())
                .containsExactly("pool web: health checker http is not installed"));
        assertThat(appliance.plane.take()).isEmpty();
        appliance.plugins.add(appliance.checker, "test");
        appliance.engine.pluginsChanged();
        Appliance.eventually(() -> assertThat(appliance.view.status().refused()).isEmpty());
    }

    @Test
    void aSchedulerThatFailsIsShownByItsPool() throws IOException {
        appliance.plugins.add(new FakeScheduler("magic", (members, before) -> null), "test");
        appliance.save("solera.pool-web.cfg", "scheduler = magic\nreal.a = 10.0.0.1:80\n");
        appliance.start();
        appliance.plane.group("web").factory().create(Members.none(), null);
        Appliance.eventually(
                () -> assertThat(appliance.view.pool("web").orElseThrow().schedulerNote())
                        .isEqualTo("scheduler magic (test) failing: create returned null"));
    }

    @Test
    void anErrorInOneStepDoesNotEndTheSteps() throws IOException {
        appliance.start();
        AtomicBoolean thrown = new AtomicBoolean();
        appliance.published = set -> {
            if (!thrown.getAndSet(true)) {
                throw new NoClassDefFoundError("gone");
            }
        };
        appliance.save("solera.pool-web.cfg", WEB.replace("weight=2", "weight=3"));
        Appliance.eventually(() -> assertThat(thrown).isTrue());
        appliance.save("solera.pool-web.cfg", WEB.replace("weight=2", "weight=4"));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/b 10.0.0.2:80 64/16"));
    }

    @Test
    void theEndClosesTheCheckersEndsTheThreadsAndMayComeTwice() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\nreal.a = 10.0.0.1:80\n");
        appliance.start();
        Appliance.eventually(() -> assertThat(appliance.checker.waiting()).hasSize(1));
        appliance.engine.close();
        long created =
                appliance.checker.life.stream().filter("created /"::equals).count();
        assertThat(appliance.checker.life).filteredOn("closed /"::equals).hasSize((int) created);
        appliance.engine.close();
    }

    @Test
    void everySetInForceIsToldAndPublished() {
        List<Long> numbers = new java.util.concurrent.CopyOnWriteArrayList<>();
        appliance.published = set -> numbers.add(set.number());
        appliance.start();
        appliance.control.setWeight(Appliance.JANE, Appliance.ref("web/a"), 5);
        assertThat(numbers).containsExactly(1L, 2L);
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.SetApplied.class::isInstance)
                .extracting(e -> ((ApplianceEvent.SetApplied) e).changes().toString())
                .containsExactly("[real server web/a changed: weight 1 to 5]");
        try (Stream<Path> sets = Files.list(appliance.data.resolve("sets"))) {
            assertThat(sets).hasSize(2);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void vipsAreTheAddressesThatVirtualServersListenOn() throws IOException {
        appliance.save(
                "solera.virtualserver-shop.cfg",
                "listen.a = 127.0.0.1:8080-8081\nlisten.u = 127.0.0.1:53/udp\nlisten.six = [2001:db8::1]:80\npool = web\n");
        appliance.start();
        assertThat(appliance.view.vips())
                .extracting(v -> v.name() + " " + v.local() + " " + v.listeners())
                .containsExactly(
                        "127.0.0.1 true [shop:53/udp, shop:8080/tcp, shop:8081/tcp]",
                        "2001:db8::1 false [shop:80/tcp]");
    }

    private RealServerStatus status(String real) {
        return appliance.view.realServer(Appliance.ref(real)).orElseThrow();
    }

    private Health health(String real) {
        return status(real).health();
    }
}
