package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Pool;
import dev.solera.api.PoolStatus.Quorum.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumsTest {
    @Test
    void oneServerIsEnoughByDefault() {
        assertThat(states(1, 0, 0, 1, 2, 1, 0, 1)).containsExactly("LOST", "HELD", "HELD", "HELD", "LOST", "HELD");
    }

    @Test
    void withoutHysteresisTheQuorumIsOneThreshold() {
        assertThat(states(3, 0, 2, 3, 2, 3)).containsExactly("LOST", "HELD", "LOST", "HELD");
    }

    @Test
    void hysteresisIsAddedToGainAndTakenOffToLose() {
        assertThat(states(3, 1, 3, 4, 3, 2, 1, 2, 3, 4))
                .containsExactly("LOST", "HELD", "HELD", "HELD", "LOST", "LOST", "LOST", "HELD");
    }

    @Test
    void nobodyIsNoQuorumWhateverTheHysteresis() {
        assertThat(states(2, 1, 3, 1, 0)).containsExactly("HELD", "HELD", "LOST");
    }

    @Test
    void thresholdsBeyondAnIntAreReached() {
        Pool.Availability rule = rule(1_000_000_000, 999_999_999);
        assertThat(Quorums.next(State.LOST, 1_999_999_998L, false, rule)).isEqualTo(State.LOST);
        assertThat(Quorums.next(State.LOST, 1_999_999_999L, false, rule)).isEqualTo(State.HELD);
    }

    @Test
    void whileServersAreUnknownNothingIsLostThatWasNeverHeld() {
        assertThat(Quorums.next(State.UNKNOWN, 0, true, rule(2, 0))).isEqualTo(State.UNKNOWN);
        assertThat(Quorums.next(State.UNKNOWN, 2, true, rule(2, 0))).isEqualTo(State.HELD);
        assertThat(Quorums.next(State.HELD, 1, true, rule(2, 0))).isEqualTo(State.LOST);
    }

    private static List<String> states(int quorum, int hysteresis, long... weights) {
        List<String> states = new ArrayList<>();
        State state = State.UNKNOWN;
        for (long weight : weights) {
            state = Quorums.next(state, weight, false, rule(quorum, hysteresis));
            states.add(state.name());
        }
        return states;
    }

    private static Pool.Availability rule(int quorum, int hysteresis) {
        return new Pool.Availability(quorum, hysteresis, null, false, false, false, Duration.ZERO);
    }
}
