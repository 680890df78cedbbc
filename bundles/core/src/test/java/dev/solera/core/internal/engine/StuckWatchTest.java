package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckWatchTest {
    private static final long MILLI = 1_000_000L;

    private final List<String> told = new ArrayList<>();
    private Duration permit = Duration.ofSeconds(1);
    private final StuckWatch watch = new StuckWatch(new PickWatch(), () -> permit, told::add);
    private final Beat loop = new Beat("proxy event loop 1");
    private long now = 5_000 * MILLI;

    @Test
    void whoeverDoesNotMoveIsNamedWithinThePermitAndTheTimeOfALook() {
        begin();
        pass(980);
        assertThat(watch.words()).isEmpty();
        pass(40);
        assertThat(watch.words()).hasSize(1);
        assertThat(watch.words().get(0)).matches("proxy event loop 1 has not moved for 10[0-4][0-9] ms");
        pass(2_000);
        assertThat(told).hasSize(1);
        loop.at = now;
        pass(20);
        assertThat(watch.words()).isEmpty();
        assertThat(told.get(1)).isEqualTo("proxy event loop 1 moves again");
    }

    @Test
    void nobodyIsBlamedForATimeInWhichNobodyRan() {
        begin();
        now += 10_000 * MILLI; // the process was stopped
        pass(900);
        assertThat(watch.words()).isEmpty();
        pass(200);
        assertThat(watch.words()).hasSize(1);
    }

    @Test
    void whoeverWasTakenBackIsNotWaitedFor() {
        begin();
        pass(1_100);
        watch.remove(loop);
        pass(20);
        assertThat(watch.words()).isEmpty();
    }

    @Test
    void withoutAPermitNobodyIsNamed() {
        permit = Duration.ZERO;
        begin();
        pass(60_000);
        assertThat(watch.words()).isEmpty();
    }

    private void begin() {
        loop.at = now;
        watch.add(loop);
        watch.look(now);
    }

    private void pass(int millis) {
        for (int gone = 0; gone < millis; gone += 20) {
            now += 20 * MILLI;
            watch.look(now);
        }
    }

    private static final class Beat implements Pulse {
        private final String name;
        private long at;

        Beat(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long lastBeatNanos() {
            return at;
        }
    }
}
