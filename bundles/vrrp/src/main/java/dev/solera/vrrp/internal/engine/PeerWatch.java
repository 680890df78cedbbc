package dev.solera.vrrp.internal.engine;

import dev.solera.vrrp.internal.wire.Advert;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells when another node of a virtual router is configured differently. Used by the timer thread; an advert in which all is right costs nothing. */
final class PeerWatch {
    private static final long LEAST_NANOS = 10_000_000_000L;

    private final Troubles troubles;
    private final Consumer<String> news;

    /**
     * Makes one.
     *
     * @param news hears of what is new
     */
    PeerWatch(Troubles troubles, Consumer<String> news) {
        this.troubles = troubles;
        this.news = news;
    }

    void onAdvert(Blueprint own, Advert heard, ReceivedPacket packet, long nowNanos) {
        long lasts = lasts(own);
        if (!heard.sameAddresses()) {
            if (troubles.isActive(Trouble.PEER_VIPS)) {
                troubles.seenAgain(Trouble.PEER_VIPS, nowNanos, lasts);
            } else {
                note(Trouble.PEER_VIPS, otherVips(own, heard, packet), nowNanos, lasts);
            }
        }
        long interval = own.format().intervalNanos();
        if (heard.intervalNanos() != interval) {
            if (troubles.isActive(Trouble.PEER_INTERVAL)) {
                troubles.seenAgain(Trouble.PEER_INTERVAL, nowNanos, lasts);
            } else {
                String words = heard.source() + " advertises every " + millis(heard.intervalNanos()) + " ms (expected: "
                        + millis(interval) + " as here)";
                note(Trouble.PEER_INTERVAL, words, nowNanos, lasts);
            }
        }
    }

    void onDropped(Blueprint own, @Nullable AdvertCounter why, ReceivedPacket packet, long nowNanos) {
        Trouble kind = why == null ? null : kind(why);
        if (why == null || kind == null) {
            return;
        }
        if (troubles.isActive(kind)) {
            troubles.seenAgain(kind, nowNanos, lasts(own));
        } else {
            note(kind, "adverts of " + packet.source() + " are dropped: " + words(why, own), nowNanos, lasts(own));
        }
    }

    private void note(Trouble kind, String text, long nowNanos, long lasts) {
        if (troubles.seen(kind, text, nowNanos, lasts)) {
            news.accept(text);
        }
    }

    private static @Nullable Trouble kind(AdvertCounter why) {
        return switch (why) {
            case ADVERT_INTERVAL_ERR -> Trouble.PEER_INTERVAL;
            case INVALID_AUTHTYPE,
                    AUTHTYPE_MISMATCH,
                    AUTH_FAILURE,
                    HMAC_MISSING,
                    HMAC_MALFORMED,
                    HMAC_UNKNOWN_KEY,
                    HMAC_STALE,
                    HMAC_REPLAY -> Trouble.PEER_AUTH;
            case CHK_ERR -> Trouble.PEER_CHECKSUM;
            case VERS_ERR, PACKET_LEN_ERR, IP_TTL_ERR, CAST_ERR, UNICAST_SRC_ERR, OWN_SRC_ERR, INVALID_TYPE_RCVD ->
                Trouble.PEER_OTHER;
            default -> null;
        };
    }

    private static String words(AdvertCounter why, Blueprint own) {
        return switch (why) {
            case ADVERT_INTERVAL_ERR ->
                "another interval than " + millis(own.format().intervalNanos()) + " ms";
            case INVALID_AUTHTYPE, AUTHTYPE_MISMATCH -> "another kind of authentication";
            case AUTH_FAILURE -> own.hmac() == null ? "another password" : "another HMAC key";
            case HMAC_MISSING -> "no HMAC";
            case HMAC_MALFORMED -> "an HMAC of an unknown kind";
            case HMAC_UNKNOWN_KEY -> "an HMAC key that is not configured here";
            case HMAC_STALE -> "sent too long ago or in the future; clocks differ, or somebody plays them again";
            case HMAC_REPLAY -> "seen before; somebody plays them again";
            case CHK_ERR -> "wrong checksum";
            case VERS_ERR -> "another version than " + own.instance().version();
            case PACKET_LEN_ERR -> "a length that does not fit what they say";
            case IP_TTL_ERR -> "a hop limit that shows they come from afar";
            case CAST_ERR -> own.peers().isEmpty() ? "unicast (expected: multicast)" : "multicast (expected: unicast)";
            case UNICAST_SRC_ERR -> "it is no peer";
            case OWN_SRC_ERR -> "sent from our own address by somebody else";
            default -> "not understood";
        };
    }

    private static String otherVips(Blueprint own, Advert heard, ReceivedPacket packet) {
        List<IpAddress> ours = own.format().addresses();
        List<IpAddress> theirs = packet.addresses();
        List<IpAddress> more =
                theirs.stream().filter(a -> !ours.contains(a)).limit(4).toList();
        List<IpAddress> less =
                ours.stream().filter(a -> !theirs.contains(a)).limit(4).toList();
        return heard.source() + " advertises other addresses: " + theirs.size() + " (expected: " + ours.size() + ")"
                + (more.isEmpty() ? "" : ", not configured here " + more)
                + (less.isEmpty() ? "" : ", missing there " + less);
    }

    private static long lasts(Blueprint own) {
        return Math.max(LEAST_NANOS, 4 * own.format().intervalNanos());
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
