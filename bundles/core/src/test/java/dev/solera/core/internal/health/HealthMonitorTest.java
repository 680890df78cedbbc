package dev.solera.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.Health;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private static final RealServerRef A = new RealServerRef("web", "a");
    private static final RealServerRef B = new RealServerRef("web", "b");
    private static final Check MAIN = check("main", 2000, 2, 3, Map.of());

    private final VirtualTime time = new VirtualTime();
    private final PluginTable plugins = new PluginTable();
    private final FakeChecker checker = new FakeChecker("fake");
    private final List<String> heard = new ArrayList<>();
    private final HealthMonitor monitor = new HealthMonitor(
            plugins, time, time, (ref, from, to, why) -> heard.add(ref + " " + from + " -> " + to + ": " + why));

    HealthMonitorTest() {
        plugins.add(checker, "test");
    }

    @Test
    void aNewServerIsUnknownIsCheckedAtOnceAndItsFirstResultAloneDecides() {
        watch(ready(A, MAIN), ready(B, MAIN));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        assertThat(checker.waiting()).containsExactly("web/a", "web/b");
        answer("web/a", Outcome.PASS);
        answer("web/b", Outcome.FAIL);
        assertThat(heard).containsExactly("web/a UNKNOWN -> UP: because PASS", "web/b UNKNOWN -> DOWN: because FAIL");
    }

    @Test
    void aServerGoesDownAfterFallFailuresInARowAndComesUpAfterRisePasses() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.FAIL);
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(status(A).streak()).isEqualTo(2);
        answers(Outcome.FAIL);
        assertThat(health(A)).isEqualTo(Health.DOWN);
        assertThat(status(A).streak()).isZero();
        answers(Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.DOWN);
        answers(Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(monitor.health(A).recovered()).isTrue();
    }

    @Test
    void theVersionOfAPoolIsAnotherOneWheneverTheHealthOfItsServersIs() {
        long first = monitor.version("web");
        watch(ready(A, MAIN));
        long unknown = monitor.version("web");
        assertThat(unknown).isNotEqualTo(first);
        answer("web/a", Outcome.PASS);
        long up = monitor.version("web");
        assertThat(up).isNotEqualTo(unknown);
        answers(Outcome.PASS, Outcome.FAIL, Outcome.FAIL);
        assertThat(monitor.version("web")).as("nothing but the streak is new").isEqualTo(up);
        answers(Outcome.FAIL);
        long down = monitor.version("web");
        assertThat(down).isNotEqualTo(up);
        watch(ready(B, MAIN));
        assertThat(monitor.version("web")).as("a server is gone").isNotEqualTo(down);
        assertThat(monitor.version("other")).isZero();
    }

    @Test
    void aServerThatWasNeverDownHasNotRecovered() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        assertThat(monitor.health(A).recovered()).isFalse();
    }

    @Test
    void aVoidResultChangesNothingAndTheCheckIsMadeAgainSoonButNotAtOnce() {
        watch(ready(A, MAIN));
        answer("web/a", Outcome.VOID);
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        assertThat(checker.waiting()).isEmpty();
        time.pass(Duration.ofMillis(99));
        assertThat(checker.waiting()).isEmpty();
        time.pass(Duration.ofMillis(1));
        assertThat(checker.waiting()).containsExactly("web/a");
        answer("web/a", Outcome.PASS);
        answers(Outcome.FAIL, Outcome.FAIL, Outcome.VOID, Outcome.FAIL);
        assertThat(health(A)).isEqualTo(Health.DOWN);
    }

    @Test
    void severalChecksMustAgree() {
        watch(ready(A, MAIN, check("deep", 2000, 1, 1, Map.of("path", "/deep"))));
        assertThat(checker.open).extracting(FakeChecker.Started::path).containsExactly("/", "/deep");
        answer("web/a", Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        answer("web/a", Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UP);
        nextRound();
        answerPath("/deep", Outcome.FAIL);
        assertThat(health(A)).isEqualTo(Health.DOWN);
        nextRound();
        answerPath("/deep", Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UP);
    }

    @Test
    void aPoolWithoutCheckIsUp() {
        watch(ready(A));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(monitor.health(A).checks()).isEmpty();
    }

    @Test
    void aCheckAddedToAServerThatServesDoesNotTakeItOut() {
        watch(ready(A));
        watch(ready(A, MAIN));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(checker.waiting()).containsExactly("web/a");
    }

    @Test
    void inMaintenanceAServerIsNotCheckedAndAfterwardsItStartsAfreshWithOneCheck() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        watch(paused(A, MAIN));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        time.pass(Duration.ofMinutes(10));
        assertThat(checker.waiting()).isEmpty();
        watch(ready(A, MAIN));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        assertThat(checker.waiting()).containsExactly("web/a");
        answer("web/a", Outcome.FAIL);
        assertThat(health(A)).isEqualTo(Health.DOWN);
        assertThat(heard).element(1).isEqualTo("web/a UP -> UNKNOWN: in maintenance");
    }

    @Test
    void aServerWithAnotherAddressIsAnotherServer() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        watch(Watched.of(A, server("a", "10.0.0.9:80", "10.0.0.9:80"), List.of(MAIN), Watched.Pause.NONE, false));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        assertThat(monitor.health(A).address()).isEqualTo(Addresses.parse("10.0.0.9:80"));
        assertThat(checker.open)
                .extracting(s -> Addresses.text(s.target().address()))
                .containsExactly("10.0.0.9:80");
    }

    @Test
    void aServerCheckedElsewhereKeepsItsStateAndIsCheckedThereAtOnce() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        watch(Watched.of(A, server("a", "10.0.0.1:80", "10.0.0.1:8080"), List.of(MAIN), Watched.Pause.NONE, false));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(checker.open)
                .extracting(s -> Addresses.text(s.target().address()))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void anotherWeightDoesNotStartAnotherCheck() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        RealServer heavier =
                new RealServer("a", Addresses.parse("10.0.0.1:80"), 7, 0, false, Addresses.parse("10.0.0.1:80"));
        watch(Watched.of(A, heavier, List.of(MAIN), Watched.Pause.NONE, false));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(checker.waiting()).isEmpty();
    }

    @Test
    void aCheckerThatThrowsLeavesTheServerAsItIsAndShowsWhy() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        for (Throwable thrown : List.of(new IllegalStateException("oops"), new NoClassDefFoundError("gone"))) {
            checker.thrown = thrown;
            nextRound();
            assertThat(health(A)).isEqualTo(Health.UP);
            assertThat(status(A).problem()).isEqualTo("checker failing: " + thrown);
        }
        checker.thrown = null;
        nextRound();
        answer("web/a", Outcome.PASS);
        assertThat(status(A).problem()).isNull();
    }

    @Test
    void aCheckerThatAnswersTwiceIsHeardOnceAndBlamed() {
        watch(ready(A, MAIN));
        FakeChecker.Started started = checker.open.get(0);
        answers(Outcome.PASS);
        started.done().accept(FakeChecker.result(Outcome.FAIL));
        time.settle();
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(status(A).last().outcome()).isEqualTo(Outcome.PASS);
        assertThat(status(A).problem()).isEqualTo("checker failing: answered twice");
        nextRound();
        answers(Outcome.PASS);
        assertThat(status(A).problem()).isNull();
    }

    @Test
    void aCheckerThatNeverAnswersLeavesTheServerAsItIsAndIsAskedAgain() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        nextRound();
        FakeChecker.Started silent = checker.open.get(0);
        time.pass(Duration.ofMillis(3000));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(status(A).problem()).isEqualTo("checker failing: no answer after 3000 ms");
        time.pass(Duration.ofMillis(10));
        assertThat(checker.open).hasSize(2);
        silent.done().accept(FakeChecker.result(Outcome.FAIL));
        time.settle();
        assertThat(status(A).streak()).as("an answer that came too late").isZero();
    }

    @Test
    void theSecondOfTwoAnswersDoesNotCount() {
        watch(ready(A, check("main", 2000, 1, 1, Map.of())));
        FakeChecker.Started started = checker.open.remove(0);
        started.done().accept(FakeChecker.result(Outcome.PASS));
        started.done().accept(FakeChecker.result(Outcome.FAIL));
        time.settle();
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aServerKeepsItsStateWhileItsCheckersPlugInIsGone() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        plugins.remove(checker);
        watch(ready(A, MAIN));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(status(A).problem()).isEqualTo("health checker fake is not installed");
        assertThat(checker.life).containsExactly("created /", "closed /");
        time.pass(Duration.ofMinutes(1));
        assertThat(checker.waiting()).isEmpty();
        plugins.add(checker, "test");
        watch(ready(A, MAIN));
        assertThat(status(A).problem()).isNull();
        assertThat(checker.waiting()).containsExactly("web/a");
    }

    @Test
    void serversWithTheSameCheckShareOneChecker() {
        watch(ready(A, MAIN), ready(B, MAIN));
        assertThat(checker.life).containsExactly("created /");
        monitor.close();
        time.settle();
        assertThat(checker.life).containsExactly("created /", "closed /");
    }

    @Test
    void checksStartAnIntervalApartGiveOrTakeFivePercent() {
        checker.answers.put("web/a", Outcome.PASS);
        watch(ready(A, MAIN));
        List<Long> gaps = new ArrayList<>();
        long last = time.nanoTime();
        for (int i = 0; i < 200; i++) {
            CheckResult before = status(A).last();
            assertThat(before).isNotNull();
            checker.answers.remove("web/a");
            while (checker.open.isEmpty()) {
                time.pass(Duration.ofMillis(1));
            }
            gaps.add((time.nanoTime() - last) / 1_000_000);
            last = time.nanoTime();
            answer("web/a", Outcome.PASS);
        }
        assertThat(gaps).allMatch(gap -> gap >= 1900 && gap <= 2101);
        assertThat(gaps.stream().distinct().count()).isGreaterThan(20);
    }

    @Test
    void aSlowAnswerDoesNotPutOffTheNextCheck() {
        watch(ready(A, MAIN));
        time.pass(Duration.ofMillis(1500));
        answer("web/a", Outcome.PASS);
        time.pass(Duration.ofMillis(600));
        assertThat(checker.waiting()).containsExactly("web/a");
    }

    @Test
    void whatWasKnownBeforeARestartIsTakenOver() {
        monitor.remember(Map.of(
                A, new HealthMonitor.Remembered("10.0.0.1:80", Health.UP),
                B, new HealthMonitor.Remembered("10.0.0.99:80", Health.UP)));
        watch(ready(A, MAIN), ready(B, MAIN));
        assertThat(health(A)).isEqualTo(Health.UP);
        assertThat(heard).containsExactly("web/a UNKNOWN -> UP: as known before");
        assertThat(health(B)).as("checked elsewhere then").isEqualTo(Health.UNKNOWN);
        answer("web/a", Outcome.FAIL);
        assertThat(health(A)).as("one failure does not undo what was known").isEqualTo(Health.UP);
    }

    @Test
    void whatWasKnownBeforeARestartCountsOnceAndForAMinute() {
        monitor.remember(Map.of(
                A, new HealthMonitor.Remembered("10.0.0.1:80", Health.UP),
                B, new HealthMonitor.Remembered("10.0.0.2:80", Health.UP)));
        watch(ready(A, MAIN));
        watch();
        watch(ready(A, MAIN));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        time.pass(Duration.ofSeconds(60));
        watch(ready(B, MAIN));
        assertThat(health(B)).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void aCheckCanBeRunNowAndItsResultCounts() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        CompletableFuture<CheckResult> now = monitor.runNow(A, "main");
        time.settle();
        assertThat(now).isNotDone();
        answer("web/a", Outcome.FAIL);
        assertThat(now).isCompletedWithValue(FakeChecker.result(Outcome.FAIL));
        assertThat(status(A).streak()).isEqualTo(1);
        time.pass(Duration.ofMillis(1899));
        assertThat(checker.waiting()).as("the next one counts from this one").isEmpty();
    }

    @Test
    void aCheckUnderWayAnswersForOneThatIsToRunNow() {
        watch(ready(A, MAIN));
        CompletableFuture<CheckResult> now = monitor.runNow(A, "main");
        time.settle();
        assertThat(checker.waiting()).hasSize(1);
        answer("web/a", Outcome.PASS);
        assertThat(now).isCompleted();
    }

    @Test
    void aCheckThatCannotRunNowSaysWhy() {
        watch(paused(A, MAIN));
        assertThatThrownBy(() -> runNow(A, "main")).hasRootCauseMessage("web/a is not checked: in maintenance");
        assertThatThrownBy(() -> runNow(A, "deep")).hasRootCauseMessage("no check deep of web/a");
        plugins.remove(checker);
        watch(ready(B, MAIN));
        assertThatThrownBy(() -> runNow(B, "main")).hasRootCauseMessage("health checker fake is not installed");
    }

    private CheckResult runNow(RealServerRef ref, String check) {
        CompletableFuture<CheckResult> answer = monitor.runNow(ref, check);
        time.settle();
        return answer.join();
    }

    private void watch(Watched... reals) {
        monitor.watch(List.of(reals));
        time.settle();
    }

    private void answers(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            if (checker.open.isEmpty()) {
                nextRound();
            }
            answer("web/a", outcome);
        }
    }

    private void answer(String real, Outcome outcome) {
        checker.answer(real, outcome);
        time.settle();
    }

    private void answerPath(String path, Outcome outcome) {
        for (FakeChecker.Started started : checker.open) {
            checker.open.remove(started);
            started.done().accept(FakeChecker.result(started.path().equals(path) ? outcome : Outcome.PASS));
        }
        time.settle();
    }

    private void nextRound() {
        time.pass(Duration.ofMillis(2100));
    }

    private Health health(RealServerRef ref) {
        return monitor.health(ref).health();
    }

    private dev.solera.api.CheckStatus status(RealServerRef ref) {
        return monitor.health(ref).checks().get(0);
    }

    @Test
    void withAlphaANewServerStartsDownAndHasToPassRiseTimes() {
        watch(Watched.of(A, server(A), List.of(MAIN), Watched.Pause.NONE, true));
        assertThat(health(A)).isEqualTo(Health.DOWN);
        answers(Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.DOWN);
        answers(Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UP);
    }

    @Test
    void withAlphaAServerAtAnotherAddressIsANewOne() {
        watch(Watched.of(A, server(A), List.of(MAIN), Watched.Pause.NONE, true));
        answers(Outcome.PASS, Outcome.PASS);
        watch(Watched.of(A, server("a", "10.0.0.9:80", "10.0.0.9:80"), List.of(MAIN), Watched.Pause.NONE, true));
        assertThat(health(A)).isEqualTo(Health.DOWN);
    }

    @Test
    void whileChecksRestNothingIsKnownAndThenTheFirstResultDecidesEvenWithAlpha() {
        watch(ready(A, MAIN));
        answers(Outcome.PASS);
        watch(Watched.of(A, server(A), List.of(MAIN), Watched.Pause.REST, true));
        assertThat(heard).last().isEqualTo("web/a UP -> UNKNOWN: its traffic is on another node");
        nextRound();
        assertThat(checker.waiting()).isEmpty();
        watch(Watched.of(A, server(A), List.of(MAIN), Watched.Pause.NONE, true));
        assertThat(health(A)).isEqualTo(Health.UNKNOWN);
        answers(Outcome.PASS);
        assertThat(health(A)).isEqualTo(Health.UP);
    }

    private static Watched ready(RealServerRef ref, Check... checks) {
        return Watched.of(ref, server(ref), List.of(checks), Watched.Pause.NONE, false);
    }

    private static Watched paused(RealServerRef ref, Check... checks) {
        return Watched.of(ref, server(ref), List.of(checks), Watched.Pause.MAINTENANCE, false);
    }

    private static RealServer server(RealServerRef ref) {
        String address = ref.equals(A) ? "10.0.0.1:80" : "10.0.0.2:80";
        return server(ref.real(), address, address);
    }

    private static RealServer server(String name, String address, String checked) {
        return new RealServer(name, Addresses.parse(address), 1, 0, false, Addresses.parse(checked));
    }

    private static Check check(String name, int intervalMillis, int rise, int fall, Map<String, String> keys) {
        Duration interval = Duration.ofMillis(intervalMillis);
        return new Check(name, "fake", interval, interval, rise, fall, keys);
    }
}
