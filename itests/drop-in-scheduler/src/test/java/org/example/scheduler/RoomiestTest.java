package org.example.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeFlow;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.SchedulerContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomiestTest extends SchedulerContract {
    @Override
    protected SchedulerFactory factory() {
        return new Roomiest();
    }

    @Override
    protected boolean sharesFollowWeights() {
        return false; // free slots decide
    }

    @Test
    void theServerWithTheMostFreeSlotsIsPicked() {
        FakeMember small = new FakeMember("small", 1);
        FakeMember large = new FakeMember("large", 2);
        small.freeSlots(10);
        large.freeSlots(20);
        Scheduler scheduler = factory().create(Members.of(List.of(small, large), new int[] {16, 16}, ""), null);

        assertThat(scheduler.pick(FakeFlow.from("192.0.2.1"))).isSameAs(large);
        large.freeSlots(5);
        assertThat(scheduler.pick(FakeFlow.from("192.0.2.1"))).isSameAs(small);
    }
}
