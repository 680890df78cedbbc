package dev.solera.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.proxy.ProxySettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
    @Test
    void everyRequestIsAnsweredAndNothingIsLeft() {
        Rehearsal rehearsal = new Rehearsal(ProxySettings.DEFAULT);
        rehearsal.run();

        assertThat(rehearsal.answered()).isEqualTo(3 * 60 * 8);
        await("its threads have ended")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("solera-proxy")));
    }
}
