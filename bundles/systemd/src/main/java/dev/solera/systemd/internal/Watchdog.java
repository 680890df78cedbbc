package dev.solera.systemd.internal;

import dev.solera.spi.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the supervisor is told: that the appliance is ready, once; a sign of life, as long as every part that has to be alive
 * shows one itself; and what there is to say in words, when that changes. For one thread.
 *
 * <p>The signs are the stamps by which a node decides whether it may advertise its addresses. A part that is stuck for a while makes signs of life
 * rare, and nothing comes of it; one that stays stuck lets the supervisor's time run out.
 */
final class Watchdog {
    /** How old the stamp of a part may be; one comes each 100 ms. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long core may be away, as it is while its bundle is replaced. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long periodNanos;
    private boolean ready;
    private boolean signed;
    private long signedAtNanos;
    private long servedAtNanos;
    private String told = "";

    /** @param limit after so long without a sign of life the supervisor acts; null: it waits for none */
    Watchdog(@Nullable Duration limit) {
        // A quarter: two may come late before one is missed. sd_watchdog_enabled(3) recommends half.
        this.periodNanos = limit == null ? 0 : Math.max(1, limit.toNanos() / 4);
    }

    /**
     * Returns what is to be sent now, in the form of sd_notify(3).
     *
     * @param serves whether core has brought its first set about, and is there
     * @param words what there is to say of the appliance
     */
    Optional<String> look(boolean serves, List<? extends Pulse> pulses, String words, long nowNanos) {
        List<String> lines = new ArrayList<>();
        if (serves) {
            servedAtNanos = nowNanos;
            if (!ready) {
                ready = true;
                lines.add("READY=1");
            }
        }
        if (ready && !words.equals(told)) {
            told = words;
            lines.add("STATUS=" + words.replaceAll("\\p{Cntrl}+", " "));
        }
        if (ready && periodNanos > 0 && isDue(nowNanos) && isAlive(pulses, nowNanos)) {
            signed = true;
            signedAtNanos = nowNanos;
            lines.add("WATCHDOG=1");
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }

    private boolean isDue(long nowNanos) {
        return !signed || nowNanos - signedAtNanos >= periodNanos;
    }

    private boolean isAlive(List<? extends Pulse> pulses, long nowNanos) {
        return nowNanos - servedAtNanos <= GRACE_NANOS
                && pulses.stream().noneMatch(pulse -> pulse.isGone() || nowNanos - pulse.lastBeatNanos() > FRESH_NANOS);
    }
}
