package dev.solera.schedulers.internal;

import static dev.solera.testkit.Placements.members;
import static dev.solera.testkit.Placements.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.SchedulerContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastConnTest extends SchedulerContract {
    private final LeastConnFactory factory = new LeastConnFactory();
    private final List<FakeMember> three = FakeMember.many(3);

    @Override
    protected SchedulerFactory factory() {
        return factory;
    }

    @Test
    void placesAsHaproxyDid() {
        for (RecordedPlacement recorded : RecordedPlacement.of("leastconn")) {
            List<FakeMember> idle = FakeMember.many(recorded.weights().length);
            assertThat(sequence(factory.create(members(idle, recorded.weights()), null), 60))
                    .as(recorded.name())
                    .isEqualTo(recorded.sequence());
        }
    }

    @Test
    void idleServersTakeTurnsWhateverTheirWeights() {
        assertThat(sequence(create(100, 50, 1), 7)).isEqualTo("1 2 3 1 2 3 1");
    }

    @Test
    void anIdleServerComesBeforeAnyBusyOne() {
        flows(1, 1, 0);
        assertThat(sequence(create(256, 256, 1), 3)).isEqualTo("3 3 3");
    }

    @Test
    void theFewestFlowsForTheWeightWin() {
        flows(9, 1, 2);
        // (9 + 1) × 4096/160 = 256, 2 × 4096/16 = 512, 3 × 4096/16 = 768
        assertThat(sequence(create(10, 1, 1), 3)).isEqualTo("1 1 1");
    }

    @Test
    void equalKeysTakeTurns() {
        flows(3, 1, 9);
        // 4 × 4096/1600 = 10.24 and 2 × 4096/800 = 10.24, both 10
        assertThat(sequence(create(100, 50, 1), 4)).isEqualTo("1 2 1 2");
    }

    @Test
    void countsAreReadAtEveryPick() {
        Scheduler scheduler = create(1, 1, 1);
        flows(1, 2, 3);
        assertThat(sequence(scheduler, 2)).isEqualTo("1 1");
        flows(5, 2, 3);
        assertThat(sequence(scheduler, 2)).isEqualTo("2 2");
    }

    @Test
    void turnsGoOnAfterAnEdit() {
        Scheduler before = create(1, 1, 1);
        assertThat(sequence(before, 2)).isEqualTo("1 2");
        assertThat(sequence(factory.create(members(three, 1, 1, 7), before), 3)).isEqualTo("3 1 2");
        assertThat(sequence(factory.create(members(List.of(three.get(0), three.get(2)), 1, 1), before), 3))
                .isEqualTo("3 1 3");
    }

    @Test
    void theHighestCountsDoNotOverflow() {
        flows(Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
        assertThat(sequence(create(1, 256, 1), 2)).isEqualTo("2 2");
    }

    private void flows(int... inFlight) {
        for (int i = 0; i < inFlight.length; i++) {
            three.get(i).inFlight(inFlight[i]);
        }
    }

    private Scheduler create(int... weights) {
        return factory.create(members(three, weights), null);
    }
}
