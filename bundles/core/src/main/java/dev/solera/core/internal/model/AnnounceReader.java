package dev.solera.core.internal.model;

import dev.solera.api.VrrpInstance;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Reads {@code garp.*}: how the link is told who has the addresses. Defaults are keepalived's. */
final class AnnounceReader {
    private static final int LONGEST_DELAY_MS = 1_000_000;
    private static final int LONGEST_REFRESH_MS = 86_400_000;
    private static final int MOST_COPIES = 255;

    private AnnounceReader() {}

    static VrrpInstance.Announce read(Keys keys) {
        int repeat = keys.number("garp.repeat", 1, MOST_COPIES, 5);
        int delayMs = keys.number("garp.delay.ms", 0, LONGEST_DELAY_MS, 5_000);
        return new VrrpInstance.Announce(
                repeat,
                Duration.ofMillis(delayMs),
                Duration.ofMillis(keys.number("garp.refresh.ms", 0, LONGEST_REFRESH_MS, 0)),
                keys.number("garp.refresh.repeat", 1, MOST_COPIES, 1),
                keys.number("garp.lower.repeat", 0, MOST_COPIES, repeat),
                Duration.ofMillis(keys.number("garp.lower.delay.ms", 0, LONGEST_DELAY_MS, delayMs)),
                Duration.of(keys.number("garp.gap.us", 0, 1_000_000, 0), ChronoUnit.MICROS));
    }
}
