package dev.solera.systemd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final String SET = "set 1 in force";

    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(20));
    private final FakePulse core = new FakePulse();
    private final FakePulse loop = new FakePulse();
    private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(7); // nanoTime() may pass its end

    @Test
    void beforeTheFirstSetIsInForceNothingIsSaid() {
        assertThat(look(false, "")).isEmpty();
    }

    @Test
    void readyIsSaidOnceAndWordsWhenTheyChange() {
        assertThat(look(true, SET)).contains("READY=1\nSTATUS=set 1 in force\nWATCHDOG=1");
        assertThat(look(true, SET)).isEmpty();
        assertThat(look(true, "set 2 in force;\nstuck")).contains("STATUS=set 2 in force; stuck");
    }

    @Test
    void aSignOfLifeComesFourTimesWithinTheLimit() {
        look(true, SET);
        pass(Duration.ofMillis(4_999), core, loop);
        assertThat(look(true, SET)).isEmpty();
        pass(Duration.ofMillis(1), core, loop);
        assertThat(look(true, SET)).contains("WATCHDOG=1");
        pass(Duration.ofSeconds(5), core, loop);
        assertThat(look(true, SET)).contains("WATCHDOG=1");
    }

    @Test
    void onePartThatIsStuckIsEnoughForNone() {
        look(true, SET);
        pass(Duration.ofSeconds(6), core);
        assertThat(look(true, SET)).isEmpty();
        pass(Duration.ofSeconds(6), core);
        assertThat(look(true, SET)).isEmpty();
        pass(Duration.ofMillis(200), core, loop);
        assertThat(look(true, SET)).contains("WATCHDOG=1");
    }

    @Test
    void onePartThatIsGoneToo() {
        look(true, SET);
        pass(Duration.ofSeconds(6), core, loop);
        loop.gone = true;
        assertThat(look(true, SET)).isEmpty();
    }

    @Test
    void coreMayBeAwayAsLongAsItsReplacementTakes() {
        look(true, SET);
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofSeconds(5), loop);
            assertThat(watchdog.look(false, List.of(loop), SET, nowNanos)).contains("WATCHDOG=1");
        }
        pass(Duration.ofSeconds(5), loop);
        assertThat(watchdog.look(false, List.of(loop), SET, nowNanos)).isEmpty();
    }

    @Test
    void withoutALimitThereAreNoSigns() {
        assertThat(new Watchdog(null).look(true, List.of(), SET, nowNanos)).contains("READY=1\nSTATUS=" + SET);
    }

    private Optional<String> look(boolean serves, String words) {
        return watchdog.look(serves, List.of(core, loop), words, nowNanos);
    }

    /** Lets time pass, at whose end {@code alive} move. */
    private void pass(Duration time, FakePulse... alive) {
        nowNanos += time.toNanos();
        for (FakePulse pulse : alive) {
            pulse.beatNanos = nowNanos;
        }
    }

    private final class FakePulse implements Pulse {
        private long beatNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(7);
        private boolean gone;

        @Override
        public String name() {
            return "part";
        }

        @Override
        public long lastBeatNanos() {
            return beatNanos;
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }
}
