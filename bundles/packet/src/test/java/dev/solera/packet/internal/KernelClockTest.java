package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelClockTest {
    private static final long NOW = 5_000_000_000L;

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "1000, 000000000, 1000, 000000000, 5000000000, read at once",
        "1000, 000000000, 1000, 250000000, 4750000000, a quarter of a second old",
        "1000, 999999999, 1001, 000000001, 4999999998, over the second",
        "1000, 000000000, 1002, 000000000, 3000000000, two seconds old",
        "1000, 000000000, 1002, 000000001, 3000000000, older than two seconds",
        "1000, 000000000, 4611686018427387904, 0, 3000000000, the wall clock stepped far ahead",
        "1000, 000000001, 1000, 000000000, 5000000000, from the future",
        "1000, 000000000, 10, 000000000, 5000000000, the wall clock stepped back",
        "4611686018427387904, 0, -4611686018427387904, 0, 5000000000, no overflow"
    })
    void aStampBecomesAnAgeWithinTwoSeconds(
            long stampSeconds, long stampNanos, long realSeconds, long realNanos, long atNanos, String when) {
        assertThat(KernelClock.nanoTimeOf(stampSeconds, stampNanos, realSeconds, realNanos, NOW))
                .as(when)
                .isEqualTo(atNanos);
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "-9223372036854775808", "-1", "0"})
    void theAgeIsRightWhereverNanoTimeStands(long nowNanos) {
        assertThat(nowNanos - KernelClock.nanoTimeOf(1000, 0, 1000, 1_000, nowNanos))
                .isEqualTo(1_000);
    }
}
