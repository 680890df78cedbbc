package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the adverts of one virtual router, or counts why it does not take one. What is checked is RFC 9568 section 7.1 and RFC 3768 section 7.1,
 * in keepalived's order but for version and type, which come before the length that depends on them. Used by one thread; a taken advert
 * that says what the last one said costs nothing.
 */
public final class AdvertReader {
    private final AdvertFormat format;
    private final IpAddress own;
    private final List<Peer> peers;
    private final AdvertCounters counters;
    private final @Nullable HmacRules rules;
    private final @Nullable HmacTrailer trailer;
    private final @Nullable ReplayGuard replay;
    private Advert last;
    private @Nullable AdvertCounter dropped;

    /**
     * Takes multicast adverts.
     *
     * @param own the address we send from, whose adverts are our own
     * @param rules how signatures are checked, null when there have to be none
     */
    public AdvertReader(AdvertFormat format, IpAddress own, @Nullable HmacRules rules, AdvertCounters counters) {
        this(format, own, List.of(), rules, counters);
    }

    /**
     * Takes unicast adverts of {@code peers}, or multicast ones when there are none.
     *
     * @param own the address we send from, whose adverts are our own
     * @param rules how signatures are checked, null when there have to be none
     */
    public AdvertReader(
            AdvertFormat format, IpAddress own, List<Peer> peers, @Nullable HmacRules rules, AdvertCounters counters) {
        this(format, own, peers, rules, counters, null);
    }

    /**
     * Goes on where another reader of the same virtual router ended: what it has seen is no news, though keys and format may have changed.
     *
     * @param previous null for none
     */
    public AdvertReader(
            AdvertFormat format,
            IpAddress own,
            List<Peer> peers,
            @Nullable HmacRules rules,
            AdvertCounters counters,
            @Nullable AdvertReader previous) {
        this.format = format;
        this.own = own;
        this.peers = List.copyOf(peers);
        this.rules = rules;
        this.counters = counters;
        trailer = rules == null ? null : new HmacTrailer(rules, format);
        replay = rules == null ? null : new ReplayGuard(rules, peers.size(), previous == null ? null : previous.replay);
        last = new Advert(format.vrid(), -1, 0, own, true);
    }

    /**
     * Returns the advert, or null when it was dropped, which is counted.
     *
     * @param wallNanos the time since the epoch, against which signatures are held
     */
    public @Nullable Advert read(ReceivedPacket packet, long wallNanos) {
        AdvertCounter fault = fault(packet, wallNanos);
        dropped = fault;
        if (fault != null) {
            counters.count(fault);
            return null;
        }
        ByteBuffer bytes = packet.bytes;
        int priority = bytes.get(packet.start + 2) & 0xff;
        boolean same = namesSameAddresses(packet);
        counters.count(AdvertCounter.ADVERT_RCVD);
        if (priority == 0) {
            counters.count(AdvertCounter.PRI_ZERO_RCVD);
        }
        if (!same) {
            counters.count(AdvertCounter.ADDR_LIST_ERR);
        }
        long interval = format.nanos(intervalField(packet));
        boolean again = packet.isFrom(last.source());
        if (!again || last.priority() != priority || last.intervalNanos() != interval || last.sameAddresses() != same) {
            last = new Advert(format.vrid(), priority, interval, again ? last.source() : packet.source(), same);
        }
        return last;
    }

    /** Returns why the packet read last was dropped, null when it was not. */
    public @Nullable AdvertCounter dropped() {
        return dropped;
    }

    private @Nullable AdvertCounter fault(ReceivedPacket packet, long wallNanos) {
        ByteBuffer bytes = packet.bytes;
        int start = packet.start;
        if (packet.damaged) {
            return AdvertCounter.CHK_ERR;
        }
        if (packet.cut || packet.length < AdvertFormat.HEADER) {
            return AdvertCounter.PACKET_LEN_ERR;
        }
        Peer peer = peer(packet);
        if (peer == null ? peers.isEmpty() && packet.hopLimit != IpHeader.HOP_LIMIT : !peer.allows(packet.hopLimit)) {
            return AdvertCounter.IP_TTL_ERR;
        }
        int versionAndType = bytes.get(start) & 0xff;
        if (versionAndType >>> 4 != format.version() || packet.v6 != format.v6()) {
            return AdvertCounter.VERS_ERR;
        }
        if ((versionAndType & 0x0f) != AdvertFormat.ADVERTISEMENT) {
            return AdvertCounter.INVALID_TYPE_RCVD;
        }
        if (packet.vrid() != format.vrid()) {
            return AdvertCounter.VRID_ERR;
        }
        int length = format.messageBytes(bytes.get(start + 3) & 0xff);
        boolean signed = rules != null && packet.length == length + HmacTrailer.LENGTH;
        if (packet.length != length && !signed) {
            return AdvertCounter.PACKET_LEN_ERR;
        }
        AdvertCounter fault = format.version() == 2 ? passwordFault(bytes, start, length) : null;
        if (fault != null) {
            return fault;
        }
        int interval = intervalField(packet);
        if (interval == 0 || format.version() == 2 && interval != format.intervalField()) {
            return AdvertCounter.ADVERT_INTERVAL_ERR;
        }
        if (!hasRightChecksum(packet, length)) {
            return AdvertCounter.CHK_ERR;
        }
        if (packet.isMulticast() != peers.isEmpty()) {
            return AdvertCounter.CAST_ERR;
        }
        if (packet.isFrom(own)) {
            return AdvertCounter.OWN_SRC_ERR;
        }
        if (!peers.isEmpty() && peer == null) {
            return AdvertCounter.UNICAST_SRC_ERR;
        }
        return signed ? signatureFault(packet, length, wallNanos) : absenceFault();
    }

    private @Nullable Peer peer(ReceivedPacket packet) {
        for (int i = 0; i < peers.size(); i++) {
            if (packet.isFrom(peers.get(i).address())) {
                return peers.get(i);
            }
        }
        return null;
    }

    private @Nullable AdvertCounter passwordFault(ByteBuffer bytes, int start, int length) {
        int type = bytes.get(start + 4) & 0xff;
        if (type != AdvertFormat.AUTH_NONE && type != AdvertFormat.AUTH_PASS) {
            return AdvertCounter.INVALID_AUTHTYPE;
        }
        Password password = format.password();
        if (type != (password == null ? AdvertFormat.AUTH_NONE : AdvertFormat.AUTH_PASS)) {
            return AdvertCounter.AUTHTYPE_MISMATCH;
        }
        boolean right =
                password == null || bytes.getLong(start + length - AdvertFormat.PASSWORD_BYTES) == password.bits();
        return right ? null : AdvertCounter.AUTH_FAILURE;
    }

    private int intervalField(ReceivedPacket packet) {
        return format.version() == 2
                ? packet.bytes.get(packet.start + 5) & 0xff
                : packet.bytes.getShort(packet.start + 4) & 0x0fff; // RFC 9568 section 5.2.6: reserved bits are ignored
    }

    private boolean hasRightChecksum(ReceivedPacket packet, int length) {
        boolean choice = format.version() == 3 && !format.v6();
        boolean pseudo = format.v6() || choice && format.pseudoHeader();
        return hasChecksum(packet, length, pseudo)
                || choice && format.eitherChecksum() && hasChecksum(packet, length, !pseudo);
    }

    private boolean hasChecksum(ReceivedPacket packet, int length, boolean pseudo) {
        int covered = format.v6() ? packet.length : length;
        long sum = pseudo
                ? InternetChecksum.pseudoHeader(
                        packet.sourceHigh,
                        packet.sourceLow,
                        packet.destinationHigh,
                        packet.destinationLow,
                        IpHeader.VRRP,
                        covered)
                : 0;
        return InternetChecksum.finish(InternetChecksum.add(sum, packet.bytes, packet.start, covered)) == 0;
    }

    private @Nullable AdvertCounter absenceFault() {
        if (rules == null) {
            return null;
        }
        if (rules.mode() == HmacRules.Mode.ENFORCE) {
            return AdvertCounter.HMAC_MISSING;
        }
        counters.count(AdvertCounter.HMAC_UNSIGNED);
        return null;
    }

    private @Nullable AdvertCounter signatureFault(ReceivedPacket packet, int length, long wallNanos) {
        if (rules == null || trailer == null || replay == null) {
            return AdvertCounter.PACKET_LEN_ERR;
        }
        ByteBuffer bytes = packet.bytes;
        int at = packet.start + length;
        if (bytes.get(at) != HmacTrailer.SHA256_128 || bytes.getShort(at + HmacTrailer.RESERVED) != 0) {
            return AdvertCounter.HMAC_MALFORMED;
        }
        long sequence = bytes.getLong(at + HmacTrailer.SEQUENCE);
        // Before the HMAC, so that a flood of old captures costs no digest each. It only refuses and trusts nothing.
        if (rules.replay() == HmacRules.Replay.TIME && replay.isOutside(sequence, wallNanos)) {
            return AdvertCounter.HMAC_STALE;
        }
        int keyId = bytes.get(at + HmacTrailer.KEY_ID) & 0xff;
        if (!trailer.knows(keyId)) {
            return AdvertCounter.HMAC_UNKNOWN_KEY;
        }
        if (!trailer.verify(bytes, packet.start, length, keyId, packet.sourceHigh, packet.sourceLow)) {
            return AdvertCounter.AUTH_FAILURE;
        }
        return replay.passes(packet.sourceHigh, packet.sourceLow, sequence, wallNanos)
                ? null
                : AdvertCounter.HMAC_REPLAY;
    }

    private boolean namesSameAddresses(ReceivedPacket packet) {
        List<IpAddress> addresses = format.addresses();
        int count = packet.bytes.get(packet.start + 3) & 0xff;
        if (count != addresses.size()) {
            return false;
        }
        int start = packet.start + AdvertFormat.HEADER;
        for (int i = 0; i < count; i++) {
            IpAddress address = addresses.get(i);
            // In the same order as a rule; else anywhere, for RFC 9568 asks for the set.
            if (!isAt(packet.bytes, start, i, address) && !isAmong(packet.bytes, start, count, address)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmong(ByteBuffer bytes, int start, int count, IpAddress address) {
        for (int i = 0; i < count; i++) {
            if (isAt(bytes, start, i, address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(ByteBuffer bytes, int start, int index, IpAddress address) {
        int at = start + index * address.bytes();
        return address.v6()
                ? bytes.getLong(at) == address.high() && bytes.getLong(at + 8) == address.low()
                : (bytes.getInt(at) & 0xffffffffL) == address.low();
    }
}
