package dev.solera.schedulers.internal;

import static dev.solera.testkit.Placements.counts;
import static dev.solera.testkit.Placements.members;
import static dev.solera.testkit.Placements.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.SchedulerContract;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomDrawsTest extends SchedulerContract {
    private final RandomFactory factory = new RandomFactory(() -> 4711);

    @Override
    protected SchedulerFactory factory() {
        return factory;
    }

    @Override
    protected List<String> refusedArguments() {
        return List.of("nonsense", "0", "-1", "65", "2.5", "1,2", " ");
    }

    @Test
    void refusalSaysWhatIsTaken() {
        assertThatThrownBy(() -> factory.validate("0")).hasMessage("random with 1..64 draws, such as random(2)");
    }

    @Test
    void oneSeedGivesOneSequence() {
        List<FakeMember> members = FakeMember.many(5);
        Scheduler one = factory.create(members(members, 1, 2, 3, 4, 5), null);
        Scheduler other = factory.create(members(members, 1, 2, 3, 4, 5), null);
        assertThat(sequence(one, 100)).isEqualTo(sequence(other, 100));
    }

    @Test
    void schedulersOfTheApplianceDoNotGoInStep() {
        RandomFactory seeded = new RandomFactory();
        List<FakeMember> members = FakeMember.many(100);
        int[] weights = new int[100];
        Arrays.fill(weights, 1);
        assertThat(sequence(seeded.create(members(members, weights), null), 50))
                .isNotEqualTo(sequence(seeded.create(members(members, weights), null), 50));
    }

    @Test
    void oneDrawFollowsTheWeights() {
        Scheduler scheduler = factory.create(members("1", FakeMember.many(3), 1, 3, 6), null);
        Map<String, Integer> counts = counts(scheduler, 100_000);
        assertThat(counts.get("s1")).isCloseTo(10_000, within(500));
        assertThat(counts.get("s2")).isCloseTo(30_000, within(500));
        assertThat(counts.get("s3")).isCloseTo(60_000, within(500));
    }

    @Test
    void theFullestServerIsTakenOnlyWhenAllDrawsHitIt() {
        List<FakeMember> ten = FakeMember.many(10);
        ten.get(0).inFlight(1000);
        Scheduler scheduler = factory.create(members(ten, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), null);
        // 1 in 10 × 10
        assertThat(counts(scheduler, 100_000).get("s1")).isCloseTo(1000, within(150));
    }

    @Test
    void manyDrawsAreAsGoodAsLookingAtAll() {
        List<FakeMember> three = FakeMember.many(3);
        three.get(0).inFlight(3);
        three.get(1).inFlight(2);
        three.get(2).inFlight(9);
        // flows for each weight: 3, 2, 0.9
        Scheduler scheduler = factory.create(members("64", three, 1, 1, 10), null);
        assertThat(counts(scheduler, 1000)).containsExactly(Map.entry("s3", 1000));
    }
}
