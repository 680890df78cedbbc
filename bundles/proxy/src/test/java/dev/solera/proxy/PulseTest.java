package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Each event loop shows that it is alive. */
class PulseTest {
    @Test
    void eachEventLoopBeatsByItself() {
        try (ProxyPlane plane = new ProxyPlane(ProxySettings.of(Map.of("event.loops", "2", "transport", "nio")))) {
            List<Pulse> pulses = plane.pulses();
            assertThat(pulses).extracting(Pulse::name).containsExactly("proxy event loop 1", "proxy event loop 2");
            for (Pulse pulse : pulses) {
                long before = pulse.lastBeatNanos();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .pollInterval(Duration.ofMillis(10))
                        .untilAsserted(
                                () -> assertThat(pulse.lastBeatNanos() - before).isPositive());
            }
        }
    }
}
