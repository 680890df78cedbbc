package dev.solera.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every scheduler has to keep to. Extend it and say what is to be tested:
 *
 * <pre>{@code
 * class FirstFitTest extends SchedulerContract {
 *     @Override
 *     protected SchedulerFactory factory() {
 *         return new FirstFit();
 *     }
 * }
 * }</pre>
 *
 * <p>A scheduler that sends a client to one server on purpose, as hash schedulers do, overrides {@link #sharesFollowWeights()}.
 */
public abstract class SchedulerContract {
    private static final Flow FLOW = FakeFlow.from("192.0.2.1");
    private static final Flow[] CLIENTS = clients();
    private static final int ALLOCATION_PICKS = 100_000;

    /** For the class that extends this one. */
    protected SchedulerContract() {}

    /** Returns the factory under test. */
    protected abstract SchedulerFactory factory();

    /** Returns what stands in brackets after the scheduler's name during the tests; by default nothing. */
    protected String arguments() {
        return "";
    }

    /** Returns arguments that {@link SchedulerFactory#validate} has to refuse. */
    protected List<String> refusedArguments() {
        return List.of("nonsense", "-1", "1,,2", " ");
    }

    /** Returns whether many flows of one client are shared out by weight; override with false where the flow decides. */
    protected boolean sharesFollowWeights() {
        return true;
    }

    /** Returns how far a server's share may be from its weight's, in percent of all flows; by default 3. */
    protected double shareTolerancePercent() {
        return 3;
    }

    @Test
    void aSuccessorPicksWhatItsPredecessorWouldHaveAndMovesNothingOfIt() {
        Members members = Members.of(FakeMember.many(5), new int[] {16, 32, 48, 16, 32}, arguments());
        Scheduler stays = factory().create(members, null);
        for (int i = 0; i < 100; i++) {
            Flow flow = CLIENTS[i % CLIENTS.length];
            Member picked = factory().create(members, stays).pick(flow);
            assertThat(stays.score(flow, members.get(i % members.size()))).isNotNull();
            assertThat(stays.pick(flow)).as("pick %d", i).isSameAs(picked);
        }
    }

    @Test
    void nameIsWhatAPoolFileCanSay() {
        assertThat(factory().name()).matches("[a-z0-9_-]+");
    }

    @Test
    void ownArgumentsAreAccepted() {
        factory().validate(arguments());
    }

    @Test
    void nonsenseArgumentsAreRefusedInWords() {
        for (String nonsense : refusedArguments()) {
            assertThatThrownBy(() -> factory().validate(nonsense))
                    .as("validate(\"%s\")", nonsense)
                    .isInstanceOf(IllegalArgumentException.class)
                    .extracting(Throwable::getMessage)
                    .asString()
                    .isNotBlank();
        }
    }

    @Test
    void nobodyIsPickedWhenThereIsNobody() {
        assertThat(create(List.of(), null).pick(FLOW)).isNull();
    }

    @Test
    void theOnlyMemberIsPicked() {
        List<FakeMember> one = FakeMember.many(1);
        Scheduler scheduler = create(one, null, 256);
        for (int i = 0; i < 1000; i++) {
            one.get(0).inFlight(i);
            assertThat(scheduler.pick(FLOW)).isSameAs(one.get(0));
        }
    }

    @Test
    void onlyMembersGivenArePicked() {
        List<FakeMember> members = FakeMember.many(7);
        Scheduler scheduler = create(members, null, 1, 2, 3, 5, 10, 100, 256);
        for (int i = 0; i < 5000; i++) {
            FakeMember loaded = members.get(i % 7);
            loaded.inFlight(i % 11);
            Member picked = scheduler.pick(flow(i));
            assertThat(members.stream().anyMatch(m -> m == picked))
                    .as("%s is a member", picked)
                    .isTrue();
        }
    }

    @Test
    void fractionsOfAWeightAreTaken() {
        List<FakeMember> members = FakeMember.many(3);
        Scheduler scheduler = factory().create(Members.of(members, new int[] {1, 7, 4096}, arguments()), null);
        for (int i = 0; i < 1000; i++) {
            assertThat(scheduler.pick(flow(i))).isIn(members);
        }
    }

    @Test
    void fourThousandMembersAreServed() {
        List<FakeMember> members = FakeMember.many(4000);
        int[] weights = new int[4000];
        Arrays.setAll(weights, i -> 1 + i % 3);
        Scheduler scheduler = create(members, null, weights);
        for (int i = 0; i < 8000; i++) {
            assertThat(scheduler.pick(flow(i))).isNotNull();
        }
    }

    @Test
    void sharesFollowTheWeights() {
        assumeTrue(sharesFollowWeights(), "the flow decides, not the weights");
        int[] weights = {1, 2, 3, 4};
        Scheduler scheduler = create(FakeMember.many(4), null, weights);
        assertShares(Placements.underLoad(scheduler, 20_000, 400), weights);
    }

    @Test
    void sharesFollowTheWeightsThoughAnEditComesBeforeEveryPick() {
        assumeTrue(sharesFollowWeights(), "the flow decides, not the weights");
        int[] weights = {1, 2, 3, 4};
        Members members = Placements.members(arguments(), FakeMember.many(4), weights);
        Scheduler scheduler = Placements.editedBeforeEveryPick(factory(), members);
        assertShares(Placements.underLoad(scheduler, 20_000, 400), weights);
    }

    @Test
    void aMemberThatLeftIsNotPickedAgain() {
        List<FakeMember> all = FakeMember.many(4);
        Scheduler before = create(all, null, 1, 1, 1, 1);
        for (int i = 0; i < 5; i++) {
            before.pick(flow(i));
        }
        List<FakeMember> rest = List.of(all.get(0), all.get(3));
        Scheduler after = create(rest, before, 1, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(after.pick(flow(i))).isIn(rest);
        }
    }

    @Test
    void aMemberThatJoinedIsPicked() {
        List<FakeMember> all = FakeMember.many(3);
        Scheduler before = create(all.subList(0, 2), null, 1, 1);
        for (int i = 0; i < 5; i++) {
            before.pick(flow(i));
        }
        Scheduler after = create(all, before, 1, 1, 1);
        List<Member> picked = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            picked.add(after.pick(flow(i)));
        }
        assertThat(picked).contains(all.get(2)).doesNotContainNull();
    }

    @Test
    void everybodyLeavingAndComingBackIsSurvived() {
        List<FakeMember> members = FakeMember.many(3);
        Scheduler before = create(members, null, 1, 2, 3);
        Scheduler empty = create(List.of(), before);
        assertThat(empty.pick(FLOW)).isNull();
        assertThat(create(members, empty, 1, 2, 3).pick(FLOW)).isIn(members);
    }

    @Test
    void aPreviousOfAnotherKindIsSurvived() {
        List<FakeMember> members = FakeMember.many(3);
        Scheduler scheduler = create(members, flow -> null, 1, 2, 3);
        assertThat(scheduler.pick(FLOW)).isIn(members);
    }

    @Test
    void twoEventLoopsDoNotShareAScheduler() {
        Members members = Placements.members(arguments(), FakeMember.many(3), 1, 1, 1);
        assertThat(factory().create(members, null)).isNotSameAs(factory().create(members, null));
    }

    @Test
    void aPickAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocations");
        List<FakeMember> members = FakeMember.many(50);
        int[] weights = new int[50];
        Arrays.setAll(weights, i -> 1 + i % 10);
        Scheduler scheduler = create(members, null, weights);
        members.forEach(m -> m.inFlight(1 + m.id() % 5));
        long least = Long.MAX_VALUE;
        // The first rounds also pay for what the JVM itself loads and compiles.
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < ALLOCATION_PICKS; i++) {
                scheduler.pick(FLOW);
            }
            least = Math.min(
                    least,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        assertThat(least).as("bytes for %s picks", ALLOCATION_PICKS).isLessThan(4096);
    }

    private Scheduler create(List<FakeMember> members, @Nullable Scheduler previous, int... weights) {
        return factory().create(Placements.members(arguments(), members, weights), previous);
    }

    private void assertShares(Map<String, Integer> counts, int... weights) {
        int flows = counts.values().stream().mapToInt(Integer::intValue).sum();
        int sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            assertThat(100.0 * counts.getOrDefault("s" + (i + 1), 0) / flows)
                    .as("percent of flows to s%s of weight %s, all: %s", i + 1, weights[i], counts)
                    .isCloseTo(100.0 * weights[i] / sum, within(shareTolerancePercent()));
        }
    }

    private static Flow flow(int i) {
        return CLIENTS[i % CLIENTS.length];
    }

    private static Flow[] clients() {
        Flow[] flows = new Flow[1000];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = FakeFlow.from("198.51." + i / 250 + "." + i % 250)
                    .request("GET", "/page/" + i)
                    .header("host", "www.example.org");
        }
        return flows;
    }
}
