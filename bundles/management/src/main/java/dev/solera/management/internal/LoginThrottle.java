package dev.solera.management.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing of passwords: after five failures in a row, a user at an address waits one second before the next attempt is looked
 * at, then two, four and so on up to 30. Safe from any thread; never sleeps.
 */
final class LoginThrottle {
    private static final int FREE_FAILURES = 5;
    private static final long MAX_WAIT_SECONDS = 30;
    /** Users and addresses remembered; the one not seen for the longest time is forgotten first. */
    private static final int MAX_ENTRIES = 1000;

    private final LongSupplier nanoClock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** @param nanoClock as {@link System#nanoTime()} */
    LoginThrottle(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Returns whether an attempt by {@code who} may be looked at now. */
    synchronized boolean allows(String who) {
        @Nullable Failures known = failures.get(who);
        return known == null || nanoClock.getAsLong() - known.untilNanos >= 0;
    }

    /** Says that an attempt failed; returns the seconds until the next one is looked at. */
    synchronized long failed(String who) {
        @Nullable Failures known = failures.get(who);
        int count = known == null ? 1 : Math.min(known.count + 1, 100);
        long seconds =
                count < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_SECONDS, 1L << Math.min(count - FREE_FAILURES, 10));
        failures.put(who, new Failures(count, nanoClock.getAsLong() + TimeUnit.SECONDS.toNanos(seconds)));
        return seconds;
    }

    /** Says that an attempt succeeded: earlier failures are forgotten. */
    synchronized void succeeded(String who) {
        failures.remove(who);
    }

    private record Failures(int count, long untilNanos) {}
}
