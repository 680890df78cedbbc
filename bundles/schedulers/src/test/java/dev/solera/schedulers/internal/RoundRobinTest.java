package dev.solera.schedulers.internal;

import static dev.solera.testkit.Placements.counts;
import static dev.solera.testkit.Placements.editedBeforeEveryPick;
import static dev.solera.testkit.Placements.members;
import static dev.solera.testkit.Placements.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.SchedulerContract;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundRobinTest extends SchedulerContract {
    private final RoundRobinFactory factory = new RoundRobinFactory();

    @Override
    protected SchedulerFactory factory() {
        return factory;
    }

    @Override
    protected double shareTolerancePercent() {
        return 0.01;
    }

    @ParameterizedTest
    @CsvSource({
        "1 1 1,      1 2 3 1 2 3 1 2 3",
        "5 1 1,      1 1 1 2 1 1 3 1 1 1 2 1 1 3",
        "3 2 1,      1 2 1 3 1 2 1 2 1 3 1 2",
        "100 50,     1 1 2 1 1 2 1 1 2",
        "1 2 3 5 10, 5 4 5 3 5 4 5 2 5 4 5 3 5 4 5 1 5 4 3 2 5 5 4 5 3",
        "1 5,        2 2 2 2 2 1 2 2 2 2 2 1",
        "7,          1 1 1",
    })
    void sequenceOfWeights(String weights, String picks) {
        assertThat(sequence(create(null, ints(weights)), picks.split(" ").length))
                .isEqualTo(picks);
    }

    @Test
    void placesAsHaproxyDid() {
        for (RecordedPlacement recorded : RecordedPlacement.of("roundrobin")) {
            assertThat(sequence(create(null, recorded.weights()), 60))
                    .as(recorded.name())
                    .isEqualTo(recorded.sequence());
        }
    }

    @Test
    void aRoundGivesEachServerExactlyItsWeightInPicks() {
        Scheduler scheduler = create(null, 7, 13, 1, 64, 15);
        for (int round = 0; round < 50; round++) {
            assertThat(counts(scheduler, 100))
                    .containsExactly(entry("s1", 7), entry("s2", 13), entry("s3", 1), entry("s4", 64), entry("s5", 15));
        }
    }

    @Test
    void anEditThatChangesNothingChangesNoPick() {
        Members members = members(FakeMember.many(5), 1, 2, 3, 5, 10);
        assertThat(sequence(editedBeforeEveryPick(factory, members), 63))
                .isEqualTo(sequence(factory.create(members, null), 63));
    }

    @Test
    void aWeightEditedElsewhereDoesNotStartFromTheFirstServerAgain() {
        List<FakeMember> three = FakeMember.many(3);
        Scheduler before = factory.create(members(three, 1, 1, 1), null);
        assertThat(sequence(before, 4)).isEqualTo("1 2 3 1");
        Scheduler after = factory.create(members(three, 1, 1, 2), before);
        assertThat(sequence(after, 8)).isEqualTo("3 2 3 1 3 2 3 1");
    }

    @Test
    void aServerThatJoinsFillsTheNextGapAndThenOnlyItsShare() {
        List<FakeMember> four = FakeMember.many(4);
        Scheduler before = factory.create(members(four.subList(0, 3), 1, 1, 1), null);
        sequence(before, 4);
        Scheduler after = factory.create(members(four, 1, 1, 1, 1), before);
        assertThat(sequence(after, 9)).isEqualTo("2 3 1 4 2 3 1 4 2");
    }

    @Test
    void aServerThatLeavesIsPassedOver() {
        List<FakeMember> four = FakeMember.many(4);
        Scheduler before = factory.create(members(four, 1, 1, 1, 1), null);
        assertThat(sequence(before, 5)).isEqualTo("1 2 3 4 1");
        Scheduler after = factory.create(members(List.of(four.get(0), four.get(2), four.get(3)), 1, 1, 1), before);
        assertThat(sequence(after, 6)).isEqualTo("3 4 1 3 4 1");
    }

    @Test
    void slowStartGrowsAShareWithoutABurst() {
        List<FakeMember> four = FakeMember.many(4);
        Scheduler scheduler = factory.create(Members.of(four.subList(0, 3), new int[] {160, 160, 160}, ""), null);
        sequence(scheduler, 7);
        int inARow = 0;
        for (int weight = 1; weight <= 160; weight++) {
            scheduler = factory.create(Members.of(four, new int[] {160, 160, 160, weight}, ""), scheduler);
            String picks = sequence(scheduler, 4);
            inARow = Math.max(inARow, (int) picks.chars().filter(c -> c == '4').count());
        }
        assertThat(inARow).as("picks of the new server in any 4").isEqualTo(1);
        assertThat(sequence(scheduler, 400).chars().filter(c -> c == '4').count())
                .isEqualTo(100);
    }

    @Test
    void randomEditsNeverBunchPicksTogether() {
        Random random = new Random(42);
        List<FakeMember> pool = FakeMember.many(20);
        boolean[] present = new boolean[20];
        Scheduler scheduler = null;
        int lastId = 0;
        int inARow = 0;
        for (int edit = 0; edit < 5000; edit++) {
            int toggled = random.nextInt(20);
            present[toggled] = !present[toggled];
            List<FakeMember> now =
                    pool.stream().filter(m -> present[m.id() - 1]).toList();
            int[] weights = now.stream().mapToInt(m -> 1 + random.nextInt(2)).toArray();
            scheduler = factory.create(members(now, weights), scheduler);
            if (now.size() < 4) {
                continue;
            }
            for (String id : sequence(scheduler, 3).split(" ")) {
                inARow = Integer.parseInt(id) == lastId ? inARow + 1 : 1;
                lastId = Integer.parseInt(id);
                assertThat(inARow).as("picks in a row of s%s", id).isLessThanOrEqualTo(2);
            }
        }
    }

    private Scheduler create(Scheduler previous, int... weights) {
        return factory.create(members(FakeMember.many(weights.length), weights), previous);
    }

    private static int[] ints(String words) {
        return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
