package dev.solera.addresses.internal;

import java.time.Duration;

/** How long the kernel keeps an address of ours. */
final class Lease {
    private static final int LEAST_SECONDS = 3;

    /** Above so many VIPs on an interface the lease is a long one, as renewing costs the kernel a walk over them. */
    private static final int MANY_VIPS = 1000;

    private static final int MANY_SECONDS = 60;

    /** A long lease is renewed at a third of it, less what a caller may be early. */
    private static final long LONG_RENEWAL_NANOS = Duration.ofMillis(19_500).toNanos();

    private Lease() {}

    /** Whole seconds, rounded up: at least 3, and at least 60 on an interface with more than 1,000 VIPs. */
    static long seconds(Duration asked, int vipsOnInterface) {
        long seconds = Math.max(LEAST_SECONDS, asked.plusNanos(999_999_999).toSeconds());
        return isLong(asked, vipsOnInterface) ? MANY_SECONDS : seconds;
    }

    /** Whether a lease renewed so long ago is to be renewed, by a caller who asks at each third of {@code asked}. */
    static boolean isDue(Duration asked, int vipsOnInterface, long ageNanos) {
        return !isLong(asked, vipsOnInterface) || ageNanos >= LONG_RENEWAL_NANOS;
    }

    private static boolean isLong(Duration asked, int vipsOnInterface) {
        return vipsOnInterface > MANY_VIPS && asked.toSeconds() < MANY_SECONDS;
    }
}
