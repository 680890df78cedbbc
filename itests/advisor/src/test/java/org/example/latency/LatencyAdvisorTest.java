package org.example.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.spi.WeightAdvisor;
import dev.solera.spi.WeightAdvisorFactory;
import dev.solera.testkit.WeightAdvisorContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyAdvisorTest extends WeightAdvisorContract {
    @Override
    protected WeightAdvisorFactory factory() {
        return new LatencyAdvisor();
    }

    @Test
    void theFastestHasAllItsWeightAndTheOthersTheirShareOfIt() {
        assertThat(advisor("1").advise(List.of(up("a", 100, 10), up("b", 100, 20), up("c", 100, 100))))
                .isEqualTo(Map.of("a", 100, "b", 50, "c", 10));
    }

    @Test
    void timesAreAveraged() {
        WeightAdvisor advisor = advisor("2");
        advisor.advise(List.of(up("a", 100, 10), up("b", 100, 10)));
        assertThat(advisor.advise(List.of(up("a", 100, 10), up("b", 100, 30))))
                .as("10 and 30 make 20")
                .isEqualTo(Map.of("a", 100, "b", 50));
    }

    @Test
    void aServerThatFailsKeepsWhatItHad() {
        WeightAdvisor advisor = advisor("1");
        advisor.advise(List.of(up("a", 100, 10), up("b", 100, 20)));
        assertThat(advisor.advise(List.of(up("a", 100, 10), down("b", 100))))
                .isEqualTo(Map.of("a", 100, "b", 50));
    }

    @Test
    void ofAServerThatWasNeverCheckedNothingIsSaid() {
        assertThat(advisor("1").advise(List.of(up("a", 100, 10), unknown("b", 100)))).isEqualTo(Map.of("a", 100));
    }

    @Test
    void aSmoothingThatIsNoneIsRefused() {
        assertThatThrownBy(() -> advisor("0")).isInstanceOf(Keys.BadKey.class).hasMessage("smoothing: 0 (expected: 1..100)");
    }

    private static WeightAdvisor advisor(String smoothing) {
        return new LatencyAdvisor().create(new Keys(Map.of("smoothing", smoothing)));
    }
}
