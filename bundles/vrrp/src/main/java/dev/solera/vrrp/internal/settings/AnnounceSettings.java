package dev.solera.vrrp.internal.settings;

import dev.solera.spi.Keys;
import dev.solera.vrrp.internal.machine.AnnounceSchedule;

/**
 * How the link is told who has the addresses, by gratuitous ARP and unsolicited neighbour advertisements alike.
 *
 * @param schedule {@code garp.repeat} 5, {@code garp.delay.ms} 5000, {@code garp.refresh.ms} 0 (off), {@code garp.refresh.repeat} 1,
 *     {@code garp.lower.repeat} and {@code garp.lower.delay.ms} (both those of taking over)
 * @param gapMicros {@code garp.gap.us}, least time between two frames, 0 for none
 */
public record AnnounceSettings(AnnounceSchedule schedule, int gapMicros) {
    private static final int LONGEST_DELAY_MS = 1_000_000;
    private static final int LONGEST_REFRESH_MS = 86_400_000;
    private static final int MOST_COPIES = 255;

    static AnnounceSettings parse(Keys keys) {
        int repeat = keys.number("garp.repeat", 1, MOST_COPIES, AnnounceSchedule.DEFAULT.repeat());
        int delayMs = keys.number("garp.delay.ms", 0, LONGEST_DELAY_MS, 5000);
        AnnounceSchedule schedule = new AnnounceSchedule(
                repeat,
                nanos(delayMs),
                nanos(keys.number("garp.refresh.ms", 0, LONGEST_REFRESH_MS, 0)),
                keys.number("garp.refresh.repeat", 1, MOST_COPIES, AnnounceSchedule.DEFAULT.refreshRepeat()),
                keys.number("garp.lower.repeat", 0, MOST_COPIES, repeat),
                nanos(keys.number("garp.lower.delay.ms", 0, LONGEST_DELAY_MS, delayMs)));
        return new AnnounceSettings(schedule, keys.number("garp.gap.us", 0, 1_000_000, 0));
    }

    private static long nanos(int millis) {
        return millis * 1_000_000L;
    }
}
