package dev.solera.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.Rates;
import dev.solera.api.RealServerRef;
import dev.solera.spi.Keys;
import dev.solera.spi.WeightAdvisor;
import dev.solera.spi.WeightAdvisor.Observation;
import dev.solera.spi.WeightAdvisorFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every weight advisor has to keep to. Extend it and say what is to be tested:
 *
 * <pre>{@code
 * class LatencyAdvisorTest extends WeightAdvisorContract {
 *     @Override
 *     protected WeightAdvisorFactory factory() {
 *         return new LatencyAdvisor();
 *     }
 * }
 * }</pre>
 */
public abstract class WeightAdvisorContract {
    private static final Check CHECK =
            new Check("main", "http", Duration.ofSeconds(2), Duration.ofSeconds(2), 2, 3, Map.of());

    /** For the class that extends this one. */
    protected WeightAdvisorContract() {}

    /** Returns the factory under test. */
    protected abstract WeightAdvisorFactory factory();

    /** Returns the advisor's own keys during the tests; by default none. */
    protected Map<String, String> keys() {
        return Map.of();
    }

    /** Returns a server that is up and whose newest check took so long. */
    protected static Observation up(String name, int weight, long checkMillis) {
        CheckResult result = new CheckResult(CheckResult.Outcome.PASS, "L7OK", 200, "", Duration.ofMillis(checkMillis));
        return observation(name, weight, Health.UP, result);
    }

    /** Returns a server whose newest check failed. */
    protected static Observation down(String name, int weight) {
        CheckResult result = new CheckResult(CheckResult.Outcome.FAIL, "L4TOUT", 0, "no answer", Duration.ofSeconds(2));
        return observation(name, weight, Health.DOWN, result);
    }

    /** Returns a server that has not been checked yet. */
    protected static Observation unknown(String name, int weight) {
        return observation(name, weight, Health.UNKNOWN, null);
    }

    @Test
    final void itsNameCanStandInAFile() {
        assertThat(factory().name()).matches("[a-z0-9_-]+");
    }

    @Test
    final void aKeyItDoesNotKnowIsNeverAskedFor() throws Exception {
        Map<String, String> values = new HashMap<>(keys());
        values.put("no.such.key", "1");
        Keys keys = new Keys(values);
        factory().create(keys).close();
        assertThat(keys.unknown()).containsExactly("no.such.key");
    }

    @Test
    final void ofNobodyItSaysNothing() throws Exception {
        assertThat(advise(List.of())).isEmpty();
    }

    @Test
    final void itSpeaksOfTheServersItWasToldOfAndInPercent() throws Exception {
        List<Observation> servers =
                List.of(up("a", 1, 3), up("b", 65_535, 900), up("c", 0, 0), down("d", 1), unknown("e", 1));
        Map<String, Integer> advice = advise(servers);
        assertThat(List.of("a", "b", "c", "d", "e")).containsAll(advice.keySet());
        assertThat(advice.values()).allSatisfy(percent -> assertThat(percent).isBetween(0, 1_000));
    }

    @Test
    final void serversThatShowTheSameGetTheSame() throws Exception {
        Map<String, Integer> advice = advise(List.of(up("a", 10, 20), up("b", 10, 20)));
        assertThat(advice.get("a")).isEqualTo(advice.get("b"));
    }

    @Test
    final void aServerThatWasNeverCheckedBreaksNothing() throws Exception {
        Map<String, Integer> advice = advise(List.of(unknown("a", 1), unknown("b", 1)));
        assertThat(List.of("a", "b")).containsAll(advice.keySet());
    }

    @Test
    final void manyServersAreAnsweredForInTime() {
        List<Observation> servers = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            servers.add(up("s" + i, 1 + i % 7, 1 + i % 50));
        }
        assertTimeoutPreemptively(Duration.ofMillis(WeightAdvisor.LONGEST_ANSWER_MILLIS), () -> advise(servers));
    }

    @Test
    final void oneOfAPoolKnowsNothingOfAnother() throws Exception {
        WeightAdvisorFactory factory = factory();
        List<Observation> servers = List.of(up("a", 10, 20), up("b", 10, 200));
        try (WeightAdvisor one = factory.create(new Keys(keys()));
                WeightAdvisor other = factory.create(new Keys(keys()))) {
            Map<String, Integer> first = Map.copyOf(one.advise(servers));
            one.advise(List.of(up("a", 10, 500), up("b", 10, 1)));
            assertThat(other.advise(servers)).isEqualTo(first);
        }
    }

    @Test
    final void whoComesAndGoesBetweenTwoQuestionsIsNoTrouble() throws Exception {
        try (WeightAdvisor advisor = factory().create(new Keys(keys()))) {
            advisor.advise(List.of(up("a", 10, 20), up("b", 10, 20)));
            assertThat(List.of("b", "c"))
                    .containsAll(advisor.advise(List.of(up("b", 10, 20), up("c", 10, 20)))
                            .keySet());
        }
    }

    @Test
    final void itMayBeClosedWithoutAQuestion() throws Exception {
        factory().create(new Keys(keys())).close();
    }

    private Map<String, Integer> advise(List<Observation> servers) throws Exception {
        try (WeightAdvisor advisor = factory().create(new Keys(keys()))) {
            return advisor.advise(servers);
        }
    }

    private static Observation observation(String name, int weight, Health health, @Nullable CheckResult result) {
        RealServerRef ref = new RealServerRef("pool", name);
        Instant at = result == null ? null : Instant.EPOCH;
        return new Observation(
                name,
                weight,
                health,
                List.of(new CheckStatus(ref, CHECK, health, 0, result, at, null)),
                Counters.ZERO,
                Rates.ZERO);
    }
}
