package dev.solera.lifeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.Pulse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BeatsTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Map<String, Pulse> felt = new LinkedHashMap<>();
    private final Beats beats = new Beats(pulse -> felt.put(pulse.name(), pulse), pulse -> felt.remove(pulse.name()));

    @Test
    void aMessageThatWaitedIsAsOldAsItIs() {
        beats.onBeats(new Message.Beats(NOW - 57 * MILLI, List.of(new Message.Beat("core", 20 * MILLI))), NOW);
        assertThat(felt.get("appliance").lastBeatNanos()).isEqualTo(NOW - 57 * MILLI);
        assertThat(felt.get("core").lastBeatNanos()).isEqualTo(NOW - 77 * MILLI);
    }

    @Test
    void aTimeThatCannotBeIsNotBelieved() {
        for (long sent : new long[] {NOW + 1, NOW - 11_000 * MILLI, 0}) {
            beats.onBeats(new Message.Beats(sent, List.of()), NOW);
            assertThat(felt.get("appliance").lastBeatNanos()).isEqualTo(NOW);
        }
    }

    @Test
    void whoIsMissingIsTakenBack() {
        beats.onBeats(new Message.Beats(NOW, List.of(new Message.Beat("core", 0))), NOW);
        beats.onBeats(new Message.Beats(NOW, List.of()), NOW);
        assertThat(felt).containsOnlyKeys("appliance");
    }
}
