package dev.solera.vrrp.internal.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a virtual router have to agree on: the fields of the advert that do not change while it runs.
 *
 * @param version 2 (RFC 3768, IPv4 only) or 3 (RFC 9568)
 * @param v6 whether it speaks IPv6
 * @param vrid virtual router identifier, 1–255
 * @param intervalNanos own advertisement interval: whole seconds up to 255 s in version 2, hundredths up to 40.95 s in version 3
 * @param addresses the addresses advertised, of one family, at most 255, in the order sent
 * @param password version 2 only, null for no authentication
 * @param pseudoHeader whether the checksum of version 3 over IPv4 covers a pseudo-header (keepalived's default) or the message alone (RFC 9568
 *     section 5.2.8); version 2 never has one, IPv6 always
 * @param eitherChecksum whether a received checksum of the other reading is right too
 */
public record AdvertFormat(
        int version,
        boolean v6,
        int vrid,
        long intervalNanos,
        List<IpAddress> addresses,
        @Nullable Password password,
        boolean pseudoHeader,
        boolean eitherChecksum) {
    static final int HEADER = 8;
    static final int ADVERTISEMENT = 1;
    static final int PASSWORD_BYTES = 8;
    static final int AUTH_NONE = 0;
    static final int AUTH_PASS = 1;

    private static final int MOST_ADDRESSES = 255;
    private static final long SECOND = 1_000_000_000L;
    private static final long HUNDREDTH = 10_000_000L;
    private static final int MOST_SECONDS = 255; // 8 bit
    private static final int MOST_HUNDREDTHS = 4095; // 12 bit

    /** Refuses what cannot be written. */
    public AdvertFormat {
        addresses = List.copyOf(addresses);
        long unit = version == 2 ? SECOND : HUNDREDTH;
        int most = version == 2 ? MOST_SECONDS : MOST_HUNDREDTHS;
        boolean family = v6;
        require(version == 2 && !v6 || version == 3, "version", version, v6 ? "3 for IPv6" : "2 or 3");
        require(vrid >= 1 && vrid <= 255, "vrid", vrid, "1..255");
        require(
                intervalNanos >= unit && intervalNanos % unit == 0 && intervalNanos / unit <= most,
                "advert interval",
                intervalNanos / 1_000_000,
                version == 2 ? "whole seconds, 1000..255000 ms" : "hundredths of a second, 10..40950 ms");
        require(addresses.size() <= MOST_ADDRESSES, "addresses", addresses.size(), "at most 255");
        require(
                addresses.stream().allMatch(a -> a.v6() == family),
                "addresses",
                addresses,
                "IPv4 and IPv6 in instances of their own");
        require(password == null || version == 2, "password", "********", "none, version 3 has no passwords");
    }

    /** Returns the message's length without a trailer. */
    public int messageBytes() {
        return messageBytes(addresses.size());
    }

    int messageBytes(int count) {
        return HEADER + count * (v6 ? 16 : 4) + (version == 2 ? PASSWORD_BYTES : 0);
    }

    /** Returns the interval as it stands in the advert: seconds in version 2, hundredths in version 3. */
    int intervalField() {
        return (int) (intervalNanos / (version == 2 ? SECOND : HUNDREDTH));
    }

    long nanos(int intervalField) {
        return intervalField * (version == 2 ? SECOND : HUNDREDTH);
    }

    private static void require(boolean right, String name, Object value, String expected) {
        if (!right) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
