package dev.solera.proxy.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 5_000_000_000L, Long.MAX_VALUE - 500 * MILLI, Long.MIN_VALUE})
    void soManyASecondAndATenthOfItAtOnce(long start) {
        Pace pace = new Pace(100, start);
        long now = start + 1_000 * MILLI; // a pause saves up no more than the tenth
        assertThat(taken(pace, now, 50)).isEqualTo(10);
        assertThat(pace.take(now)).isEqualTo(10 * MILLI);
        assertThat(pace.take(now + 4 * MILLI)).isEqualTo(6 * MILLI);
        assertThat(pace.take(now + 10 * MILLI)).isZero();
        assertThat(taken(pace, now + 60 * MILLI, 50)).isEqualTo(5);
        int later = 0;
        for (int ms = 60; ms < 1_060; ms++) {
            later += taken(pace, now + ms * MILLI, 50);
        }
        assertThat(later).isEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 19})
    void aSmallRateHasNoBurst(int rate) {
        Pace pace = new Pace(rate, 0);
        assertThat(taken(pace, 0, 5)).isEqualTo(1);
        assertThat(pace.take(0)).isEqualTo(1_000_000_000 / rate);
    }

    @ParameterizedTest
    @ValueSource(ints = 0)
    void withoutARateNothingWaits(int rate) {
        assertThat(taken(new Pace(rate, 7), 7, 1_000)).isEqualTo(1_000);
    }

    private static int taken(Pace pace, long now, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += pace.take(now) == 0 ? 1 : 0;
        }
        return taken;
    }
}
