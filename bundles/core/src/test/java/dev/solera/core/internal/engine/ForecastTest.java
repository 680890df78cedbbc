package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Ages;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForecastTest {
    /** 50 flows of about 1 s and 50 of 8.2 s to 16.4 s. */
    private static final Ages MIXED = ages(50, 1_000, 50, 10_000);

    @Test
    void theAgesOfFlowsBeforeTellHowLongThoseLeftWillTake() {
        // All that are left after 2 s belong to the long ones: an eighth of 4 is one half, seven eighths of the way to
        // 16.4 s.
        assertThat(Forecast.of(4, 40, Duration.ofSeconds(2), MIXED))
                .isEqualTo(new Forecast(Duration.ofMillis(13_361), "by the ages of 100 flows before"));
    }

    @Test
    void theFewerAreLeftTheSoonerItIsEmpty() {
        assertThat(Forecast.of(1, 40, Duration.ofSeconds(2), MIXED).emptyIn()).isEqualTo(Duration.ofMillis(10_289));
    }

    @Test
    void whereAgesAreUnknownTheCourseSoFarGoesOn() {
        assertThat(Forecast.of(10, 100, Duration.ofSeconds(60), Ages.NONE))
                .isEqualTo(new Forecast(Duration.ofMillis(78_062), "by the 90 that have ended since"));
    }

    @Test
    void flowsOlderThanAnyBeforeGoByTheCourseToo() {
        assertThat(Forecast.of(10, 100, Duration.ofSeconds(60), MIXED).basis())
                .isEqualTo("by the 90 that have ended since");
    }

    @Test
    void whatCannotBeKnownIsNotSaid() {
        assertThat(Forecast.of(5, 6, Duration.ofSeconds(60), Ages.NONE)).isEqualTo(new Forecast(null, ""));
        assertThat(Forecast.of(5, 6, Duration.ofSeconds(1), ages(3, 10_000, 3, 10_000)))
                .isEqualTo(new Forecast(null, ""));
    }

    @Test
    void withoutAFlowItIsEmptyNow() {
        assertThat(Forecast.of(0, 6, Duration.ofSeconds(1), MIXED).emptyIn()).isEqualTo(Duration.ZERO);
    }

    private static Ages ages(long first, long firstMillis, long second, long secondMillis) {
        long[] ended = new long[Ages.STEPS];
        ended[Ages.step(firstMillis)] += first;
        ended[Ages.step(secondMillis)] += second;
        return Ages.of(ended);
    }
}
