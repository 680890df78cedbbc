package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Pool;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.VirtualTime;
import dev.solera.spi.Keys;
import dev.solera.spi.WeightAdvisor;
import dev.solera.spi.WeightAdvisorFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AdvisorsTest {
    private static final Duration ANY = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final PluginTable plugins = new PluginTable();
    private final Queue<Runnable> calls = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final Fake fake = new Fake();
    private int changes;
    private final Advisors advisors = new Advisors(plugins, time, calls::add, pool -> List.of(), () -> changes++);

    @Test
    void anAdvisorIsAskedAtOnceAndThenEveryInterval() {
        plugins.add(fake, "test");
        use(advised());
        assertThat(calls).hasSize(1);
        fake.answer = () -> Map.of("a", 40);
        answer();
        assertThat(advisors.advice("web")).isEqualTo(Map.of("a", 40));
        assertThat(changes).isEqualTo(1);
        time.pass(Duration.ofMillis(9_900));
        assertThat(calls).isEmpty();
        time.pass(Duration.ofMillis(200));
        answer();
        assertThat(changes).as("the same answer changes nothing").isEqualTo(1);
    }

    @Test
    void anAnswerIsKeptWithinItsBounds() {
        plugins.add(fake, "test");
        use(advised());
        fake.answer = () -> Map.of("a", 0, "b", 5_000, "c", -3);
        answer();
        assertThat(advisors.advice("web")).isEqualTo(Map.of("a", 20, "b", 200, "c", 20));
    }

    @Test
    void anAdvisorThatThrowsLosesItsSayUntilItAnswersAgain() {
        plugins.add(fake, "test");
        use(advised());
        fake.answer = () -> Map.of("a", 40);
        answer();
        for (Throwable thrown : List.of(new IllegalStateException("oops"), new NoClassDefFoundError("gone"))) {
            fake.answer = () -> {
                if (thrown instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) thrown;
            };
            time.pass(Duration.ofSeconds(10));
            answer();
            assertThat(advisors.advice("web")).isEmpty();
            assertThat(advisors.notes()).containsExactly(Map.entry("web", "weight advisor fake failing: " + thrown));
        }
        fake.answer = () -> Map.of("a", 40);
        time.pass(Duration.ofSeconds(10));
        answer();
        assertThat(advisors.advice("web")).isEqualTo(Map.of("a", 40));
        assertThat(advisors.notes()).isEmpty();
    }

    @Test
    void anAdvisorThatAnswersNothingAtAllIsFailing() {
        plugins.add(fake, "test");
        use(advised());
        fake.answer = () -> null;
        answer();
        assertThat(advisors.notes().get("web"))
                .startsWith("weight advisor fake failing: java.lang.NullPointerException");
    }

    @Test
    void anAdvisorThatDoesNotAnswerLosesItsSayAndIsNotAskedASecondTimeMeanwhile() {
        plugins.add(fake, "test");
        use(advised());
        fake.answer = () -> Map.of("a", 40);
        answer();
        time.pass(Duration.ofSeconds(10));
        assertThat(calls).hasSize(1);
        time.pass(Duration.ofMillis(4_900));
        assertThat(advisors.advice("web")).isNotEmpty();
        time.pass(Duration.ofMillis(200));
        assertThat(advisors.advice("web")).isEmpty();
        assertThat(advisors.notes()).containsExactly(Map.entry("web", "weight advisor fake has not answered for 5 s"));
        time.pass(Duration.ofSeconds(60));
        assertThat(calls).hasSize(1);
        answer();
        assertThat(advisors.advice("web")).isEqualTo(Map.of("a", 40));
    }

    @Test
    void anAdvisorThatIsNotInstalledIsMissedAndTakenUpWhenItComes() {
        use(advised());
        assertThat(advisors.notes()).containsExactly(Map.entry("web", "weight advisor fake is not installed"));
        plugins.add(fake, "test");
        use(advised());
        assertThat(advisors.notes()).isEmpty();
        assertThat(calls).hasSize(1);
    }

    @Test
    void anAdvisorThatIsNotWantedAnyMoreIsClosedOnceItHasAnswered() {
        plugins.add(fake, "test");
        use(advised());
        use();
        assertThat(told).containsExactly("create {rate=3}");
        answer();
        assertThat(told).containsExactly("create {rate=3}", "close");
        assertThat(advisors.advice("web")).isEmpty();
    }

    @Test
    void anAdvisorWhoseKeysStayTheSameGoesOn() {
        plugins.add(fake, "test");
        use(advised());
        use(advised());
        assertThat(told).containsExactly("create {rate=3}");
    }

    private void use(Pool... pools) {
        advisors.use(List.of(pools));
        time.settle();
    }

    private void answer() {
        calls.remove().run();
        time.settle();
    }

    private static Pool advised() {
        return new Pool(
                "web",
                "rr",
                "",
                List.of(),
                List.of(),
                3,
                Duration.ZERO,
                new Pool.Timeouts(ANY, ANY, ANY),
                Pool.Availability.DEFAULT,
                new Pool.Advisor("fake", Duration.ofSeconds(10), 20, 200, Map.of("rate", "3")));
    }

    private final class Fake implements WeightAdvisorFactory {
        Supplier<Map<String, Integer>> answer = Map::of;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public WeightAdvisor create(Keys keys) {
            told.add("create {rate=" + keys.text("rate") + "}");
            return new WeightAdvisor() {
                @Override
                public Map<String, Integer> advise(List<Observation> servers) {
                    return answer.get();
                }

                @Override
                public void close() {
                    told.add("close");
                }
            };
        }
    }
}
