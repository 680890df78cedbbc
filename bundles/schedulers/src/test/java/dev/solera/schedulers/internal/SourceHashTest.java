package dev.solera.schedulers.internal;

import static dev.solera.testkit.Placements.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeFlow;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.SchedulerContract;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceHashTest extends SchedulerContract {
    private final SourceFactory factory = new SourceFactory();

    @Override
    protected SchedulerFactory factory() {
        return factory;
    }

    @Override
    protected boolean sharesFollowWeights() {
        return false;
    }

    @Test
    void placesAsHaproxyDid() {
        for (RecordedPlacement recorded : RecordedPlacement.of("source")) {
            String arguments = recorded.options().contains("consistent") ? "consistent" : "map-based";
            Scheduler scheduler = factory.create(
                    members(arguments, FakeMember.many(recorded.weights().length), recorded.weights()), null);
            assertThat(recorded.keyed()).as(recorded.name()).hasSize(200);
            for (MatchResult placement : recorded.keyed()) {
                Member picked = scheduler.pick(FakeFlow.from(placement.group(1)));
                assertThat(picked.name())
                        .as("%s %s", recorded.name(), placement.group(1))
                        .isEqualTo("s" + placement.group(2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // 127.0.0.1 is 2130706433, which leaves 2; 2001:db8::1 is 20010db8 xor 1, a multiple of 3
        "127.0.0.1,   1 1 1, s3",
        "0.0.0.4,     3 2 1, s2",
        "0.0.0.5,     3 2 1, s3",
        "0.0.0.6,     3 2 1, s1",
        "255.255.255.255, 1 1, s2",
        "2001:db8::1, 1 1 1, s1",
    })
    void theRemainderOfTheAddressChoosesTheSlot(String client, String weights, String server) {
        int[] numbers =
                Arrays.stream(weights.split(" ")).mapToInt(Integer::parseInt).toArray();
        Scheduler scheduler = factory.create(members(FakeMember.many(numbers.length), numbers), null);
        assertThat(scheduler.pick(FakeFlow.from(client)).name()).isEqualTo(server);
    }

    @Test
    void aRingMovesOnlyTheClientsOfTheServerThatLeft() {
        List<FakeMember> four = FakeMember.many(4);
        Scheduler all = factory.create(members("consistent", four, 1, 1, 1, 1), null);
        Scheduler rest = factory.create(members("consistent", four.subList(0, 3), 1, 1, 1), all);
        for (int i = 0; i < 1000; i++) {
            FakeFlow client = FakeFlow.from("198.51." + i / 250 + "." + i % 250);
            Member before = all.pick(client);
            if (before != four.get(3)) {
                assertThat(rest.pick(client)).isSameAs(before);
            }
        }
    }

    @Test
    void aRingOfAnyWeightsStaysWithinItsBound() {
        List<FakeMember> members = FakeMember.many(4000);
        int[] weights = new int[4000];
        Arrays.fill(weights, 256);
        Scheduler scheduler = factory.create(members("consistent", members, weights), null);
        assertThat(scheduler.pick(FakeFlow.from("192.0.2.1"))).isIn(members);
    }

    @Test
    void slowStartWithinAUnitMovesNobody() {
        List<FakeMember> two = FakeMember.many(2);
        Scheduler full = factory.create(members(two, 1, 1), null);
        Scheduler starting = factory.create(Members.of(two, new int[] {16, 3}, ""), full);
        for (int i = 0; i < 250; i++) {
            FakeFlow client = FakeFlow.from("192.0.2." + i);
            assertThat(starting.pick(client)).isSameAs(full.pick(client));
        }
    }

    @Test
    void anEditThatChangesNothingBuildsNoNewTable() {
        Members now = members("consistent", FakeMember.many(3), 1, 2, 3);
        SourceHash first = (SourceHash) factory.create(now, null);
        assertThat(first.serves(now)).isTrue();
        assertThat(first.serves(members("consistent", FakeMember.many(3), 1, 2, 3)))
                .isFalse();
        assertThat(first.again().pick(FakeFlow.from("192.0.2.9"))).isSameAs(first.pick(FakeFlow.from("192.0.2.9")));
    }

    @Test
    void refusalSaysWhatIsTaken() {
        assertThatThrownBy(() -> factory.validate("ring"))
                .hasMessage("source, source(map-based) or source(consistent)");
    }
}
