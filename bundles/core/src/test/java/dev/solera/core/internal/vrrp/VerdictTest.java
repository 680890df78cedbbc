package dev.solera.core.internal.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.core.internal.vrrp.Reading.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What counts, and when, in virtual time. */
class VerdictTest {
    private static final Reading WELL = Reading.well("well");
    private static final Reading FAILS = Reading.fails("broken");
    private static final long GRACE = Duration.ofSeconds(30).toNanos();

    private final Verdict verdict = new Verdict();
    private long now = Long.MAX_VALUE - 5; // the clock may run over
    private long delay;

    @Test
    void nothingIsKnownUntilTheFirstReadingWhichCountsAtOnce() {
        delay = seconds(5);
        assertThat(verdict.counting().state()).isEqualTo(State.UNKNOWN);
        look(FAILS);
        assertThat(verdict.counting()).isEqualTo(FAILS);
    }

    @Test
    void aChangeCountsOnceItHasLasted() {
        delay = seconds(3);
        look(WELL);
        look(FAILS);
        assertThat(verdict.counting()).isEqualTo(WELL);
        assertThat(verdict.nanosToChange(GRACE, now)).isEqualTo(seconds(3));
        assertThat(verdict.words()).isEqualTo("well; broken, which counts after 3000 ms");
        pass(2_999);
        look(FAILS);
        assertThat(verdict.counting()).isEqualTo(WELL);
        pass(1);
        look(FAILS);
        assertThat(verdict.counting()).isEqualTo(FAILS);
        assertThat(verdict.nanosToChange(GRACE, now)).isEqualTo(Verdict.NEVER);
    }

    @Test
    void aChangeThatDoesNotLastNeverCounts() {
        delay = seconds(3);
        look(WELL);
        for (int i = 0; i < 100; i++) {
            look(FAILS);
            pass(2_000);
            look(WELL);
            pass(2_000);
        }
        assertThat(verdict.counting()).isEqualTo(WELL);
    }

    @Test
    void whatIsNotKnownAnyMoreStaysWhatItWas() {
        look(FAILS);
        look(Reading.unknown("no answer"));
        assertThat(verdict.counting()).isEqualTo(FAILS);
        assertThat(verdict.words()).isEqualTo("broken; no answer");
    }

    @Test
    void absenceIsAFailureOnlyAfterTheGrace() {
        look(WELL);
        look(Reading.absent("gone"));
        assertThat(verdict.counting()).isEqualTo(WELL);
        assertThat(verdict.nanosToChange(GRACE, now)).isEqualTo(GRACE);
        pass(29_999);
        look(Reading.absent("gone"));
        assertThat(verdict.counting()).isEqualTo(WELL);
        pass(1);
        look(Reading.absent("gone"));
        assertThat(verdict.counting()).isEqualTo(Reading.fails("gone"));
        look(WELL);
        assertThat(verdict.counting()).isEqualTo(WELL);
    }

    @Test
    void whatFailsAgainAndAgainHasToBeWellForAWhile() {
        look(WELL);
        for (int i = 0; i < 5; i++) {
            look(FAILS);
            assertThat(verdict.counting()).isEqualTo(FAILS);
            pass(100);
            look(WELL);
            pass(100);
        }
        assertThat(verdict.counting()).as("after the fifth failure").isEqualTo(FAILS);
        pass(9_899);
        look(WELL);
        assertThat(verdict.counting()).isEqualTo(FAILS);
        pass(1);
        look(WELL);
        assertThat(verdict.counting()).isEqualTo(WELL);
    }

    @Test
    void failuresAMinuteApartAreNoFlapping() {
        look(WELL);
        for (int i = 0; i < 50; i++) {
            look(FAILS);
            pass(1_000);
            look(WELL);
            assertThat(verdict.counting()).isEqualTo(WELL);
            pass(15_000);
        }
    }

    @Test
    void theReasonIsThatOfTheChange() {
        look(WELL);
        look(Reading.fails("first words"));
        look(Reading.fails("other words"));
        assertThat(verdict.reason()).isEqualTo("first words");
        assertThat(verdict.words()).isEqualTo("other words");
    }

    private void look(Reading reading) {
        verdict.look(reading, delay, GRACE, now);
    }

    private void pass(long millis) {
        now += millis * 1_000_000;
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
