package dev.solera.vrrp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Signed adverts as in draft-cassen-vrrp-auth-hmac-01. The two images are the vectors of its appendix: key 00..1f, vrid 51, priority 200, sequence
 * 0x6800000080000000; IPv4 from 198.51.100.10 for 192.0.2.100 with the checksum over the message alone; IPv6 from fe80::10 to fe80::20 for fe80::100.
 */
class HmacTest {
    private static final String IPV4_VECTOR =
            "3133c80100644402c0000264" + "010100006800000080000000" + "1b84bc4e8e43892dc6d98448f8ee2265";
    private static final String IPV6_VECTOR = "3133c8010064a2e9" + "fe800000000000000000000000000100"
            + "010100006800000080000000" + "c8c56146ebfd66ee10ec4d8186461b78";
    private static final HmacKey KEY =
            HmacKey.parse("hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final HmacKey SECOND_KEY = HmacKey.parse("a pass phrase of 32 bytes or more");

    private static final IpAddress V4_FROM = IpAddress.parse("198.51.100.10");
    private static final IpAddress V4_TO = IpAddress.parse("198.51.100.20");
    private static final IpAddress V6_FROM = IpAddress.parse("fe80::10");
    private static final IpAddress V6_TO = IpAddress.parse("fe80::20");
    private static final AdvertFormat V4 = format(false, "192.0.2.100");
    private static final AdvertFormat V6 = format(true, "fe80::100");
    /** 0x68000000 seconds and a half. */
    private static final long VECTOR_TIME = 0x68000000L * 1_000_000_000L + 500_000_000L;

    private final AdvertCounters counters = new AdvertCounters();
    private final ReceivedPacket packet = new ReceivedPacket();

    @Test
    void theDraftsVectorsAreWhatWeSend() {
        assertThat(Golden.hex(written(V4, V4_FROM, V4_TO, enforce()).position(34)))
                .isEqualTo(IPV4_VECTOR);
        assertThat(Golden.hex(written(V6, V6_FROM, V6_TO, enforce()).position(54)))
                .isEqualTo(IPV6_VECTOR);
    }

    @Test
    void theDraftsVectorsAreTaken() {
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader(V4, V4_FROM, V4_TO, enforce()), VECTOR_TIME))
                .isEqualTo(new Advert(51, 200, 1_000_000_000L, V4_FROM, true));
        assertThat(readV6(Golden.bytes(IPV6_VECTOR), enforce()))
                .isEqualTo(new Advert(51, 200, 1_000_000_000L, V6_FROM, true));
    }

    @Test
    void oneWrongBitIsRefused() {
        assertRefused(2, AdvertCounter.AUTH_FAILURE); // priority
        assertRefused(5, AdvertCounter.AUTH_FAILURE); // interval
        assertRefused(8 + 15, AdvertCounter.AUTH_FAILURE); // address
        assertRefused(24, AdvertCounter.HMAC_MALFORMED); // type
        assertRefused(24 + 1, AdvertCounter.HMAC_UNKNOWN_KEY);
        assertRefused(24 + 2, AdvertCounter.HMAC_MALFORMED); // reserved
        assertRefused(24 + 7, AdvertCounter.AUTH_FAILURE); // seconds, within the window
        assertRefused(24 + 11, AdvertCounter.AUTH_FAILURE); // counter
        assertRefused(24 + 12, AdvertCounter.AUTH_FAILURE); // HMAC
    }

    @Test
    void theSourceIsSignedToo() {
        IpAddress forger = IpAddress.parse("fe80::11");
        ByteBuffer message = Golden.bytes(IPV6_VECTOR);
        message.putShort(6, (short) (message.getShort(6) - 1)); // the pseudo-header has one more
        AdvertReader reader = new AdvertReader(V6, V6_TO, List.of(new Peer(forger, 0, 255)), enforce(), counters);
        packet.ofMessage(message, forger, V6_TO, 255);
        assertThat(reader.read(packet, VECTOR_TIME)).isNull();
        assertThat(counters.get(AdvertCounter.AUTH_FAILURE)).isEqualTo(1);
    }

    @Test
    void aReplayedAdvertIsRefused() {
        AdvertReader reader = reader(V4, V4_FROM, V4_TO, enforce());
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, VECTOR_TIME)).isNotNull();
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, VECTOR_TIME)).isNull();
        assertThat(counters.get(AdvertCounter.HMAC_REPLAY)).isEqualTo(1);
    }

    @Test
    void outsideTheWindowAnAdvertIsStale() {
        for (int seconds : new int[] {-6, 6}) {
            AdvertReader reader = reader(V4, V4_FROM, V4_TO, enforce());
            assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, VECTOR_TIME + seconds * 1_000_000_000L))
                    .isNull();
        }
        assertThat(counters.get(AdvertCounter.HMAC_STALE)).isEqualTo(2);
        AdvertReader reader = reader(V4, V4_FROM, V4_TO, enforce());
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, VECTOR_TIME + 5_000_000_000L))
                .isNotNull();
    }

    @Test
    void monotonicReplayRulesDoNotLookAtTheClock() {
        HmacRules rules = rules(HmacRules.Replay.MONOTONIC, HmacRules.Mode.ENFORCE, 1);
        AdvertReader reader = reader(V4, V4_FROM, V4_TO, rules);
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, 0)).isNotNull();
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader, 0)).isNull();
    }

    @Test
    void anUnsignedAdvertIsRefusedUnlessTheModeIsSoft() {
        ByteBuffer unsigned = written(V4, V4_FROM, V4_TO, null).position(34).slice();
        assertThat(readV4(unsigned, reader(V4, V4_FROM, V4_TO, enforce()), VECTOR_TIME))
                .isNull();
        assertThat(counters.get(AdvertCounter.HMAC_MISSING)).isEqualTo(1);
        HmacRules permissive = rules(HmacRules.Replay.TIME, HmacRules.Mode.PERMISSIVE, 1);
        assertThat(readV4(unsigned, reader(V4, V4_FROM, V4_TO, permissive), VECTOR_TIME))
                .isNotNull();
        assertThat(counters.get(AdvertCounter.HMAC_UNSIGNED)).isEqualTo(1);
    }

    @Test
    void receiveOnlySendsNoTrailer() {
        HmacRules rules = rules(HmacRules.Replay.TIME, HmacRules.Mode.RECEIVE_ONLY, 1);
        assertThat(written(V4, V4_FROM, V4_TO, rules).remaining()).isEqualTo(14 + 20 + 12);
    }

    @Test
    void aNodeWithoutKeysDropsSignedAdvertsByLength() {
        assertThat(readV4(Golden.bytes(IPV4_VECTOR), reader(V4, V4_FROM, V4_TO, null), VECTOR_TIME))
                .isNull();
        assertThat(counters.get(AdvertCounter.PACKET_LEN_ERR)).isEqualTo(1);
    }

    @Test
    void anyKnownKeyVerifiesSoThatKeysCanBeRotated() {
        HmacRules second = rules(HmacRules.Replay.TIME, HmacRules.Mode.ENFORCE, 2);
        ByteBuffer message = written(V4, V4_FROM, V4_TO, second).position(34).slice();
        assertThat(readV4(message, reader(V4, V4_FROM, V4_TO, enforce()), VECTOR_TIME))
                .isNotNull();
    }

    @Test
    void sequenceNumbersGrowWhenTheClockStands() {
        HmacSequence sequence = new HmacSequence(enforce());
        assertThat(sequence.next(VECTOR_TIME)).isEqualTo(0x6800000080000000L);
        assertThat(sequence.next(VECTOR_TIME)).isEqualTo(0x6800000080000001L);
        assertThat(sequence.next(VECTOR_TIME - 2_000_000_000L)).isEqualTo(0x6800000080000002L);
        assertThat(sequence.next(VECTOR_TIME + 1_000_000_000L)).isEqualTo(0x6800000180000000L);
    }

    @Test
    void aClockSetBackByMoreThanTheWindowRestartsTheSequence() {
        HmacSequence byTime = new HmacSequence(enforce());
        HmacSequence growing = new HmacSequence(rules(HmacRules.Replay.MONOTONIC, HmacRules.Mode.ENFORCE, 1));
        byTime.next(VECTOR_TIME);
        growing.next(VECTOR_TIME);
        assertThat(byTime.next(VECTOR_TIME - 3600_000_000_000L)).isEqualTo(0x67fff1f080000000L);
        assertThat(growing.next(VECTOR_TIME - 3600_000_000_000L)).isEqualTo(0x6800000080000001L);
    }

    @Test
    void sendersBeyondTheTableReplaceTheOldest() {
        ReplayGuard guard = new ReplayGuard(enforce(), 0);
        for (int sender = 1; sender <= 5; sender++) {
            assertThat(guard.passes(0, sender, 10, VECTOR_TIME)).isTrue();
        }
        long sequence = HmacSequence.of(VECTOR_TIME);
        assertThat(guard.passes(0, 5, sequence, VECTOR_TIME)).isTrue();
        assertThat(guard.passes(0, 5, sequence, VECTOR_TIME)).isFalse();
    }

    @Test
    void keysAreOf32To64BytesAndHidden() {
        assertThat(KEY).hasToString("********").isNotEqualTo(SECOND_KEY);
        for (String bad : List.of("hex:00", "hex:zz", "short", "x".repeat(65))) {
            assertThatThrownBy(() -> HmacKey.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(bad);
        }
    }

    private void assertRefused(int offset, AdvertCounter counter) {
        ByteBuffer message = Golden.bytes(IPV6_VECTOR);
        message.put(offset, (byte) (message.get(offset) ^ 1));
        // The transport checksum is the kernel's matter and would hide what the signature says.
        message.putShort(6, (short) 0);
        packet.ofMessage(message, V6_FROM, V6_TO, 255);
        long pseudo = InternetChecksum.pseudoHeader(
                V6_FROM.high(), V6_FROM.low(), V6_TO.high(), V6_TO.low(), IpHeader.VRRP, message.limit());
        message.putShort(6, (short) InternetChecksum.finish(InternetChecksum.add(pseudo, message, 0, message.limit())));
        long before = counters.get(counter);
        assertThat(reader(V6, V6_FROM, V6_TO, enforce()).read(packet, VECTOR_TIME))
                .isNull();
        assertThat(counters.get(counter)).as("byte %d", offset).isEqualTo(before + 1);
    }

    private Advert readV4(ByteBuffer message, AdvertReader reader, long wallNanos) {
        packet.ofMessage(message, V4_FROM, V4_TO, 255);
        return reader.read(packet, wallNanos);
    }

    private Advert readV6(ByteBuffer message, HmacRules rules) {
        packet.ofMessage(message, V6_FROM, V6_TO, 255);
        return reader(V6, V6_FROM, V6_TO, rules).read(packet, VECTOR_TIME);
    }

    private AdvertReader reader(AdvertFormat format, IpAddress from, IpAddress to, HmacRules rules) {
        return new AdvertReader(format, to, List.of(new Peer(from, 0, 255)), rules, counters);
    }

    private static ByteBuffer written(AdvertFormat format, IpAddress from, IpAddress to, HmacRules rules) {
        Envelope envelope = new Envelope(Golden.MAC, Golden.MAC, from, to, 255, 0);
        return new AdvertWriter(format, envelope, rules).frame(200, VECTOR_TIME);
    }

    private static HmacRules enforce() {
        return rules(HmacRules.Replay.TIME, HmacRules.Mode.ENFORCE, 1);
    }

    private static HmacRules rules(HmacRules.Replay replay, HmacRules.Mode mode, int activeKey) {
        return new HmacRules(Map.of(1, KEY, 2, SECOND_KEY), activeKey, replay, 5, mode);
    }

    private static AdvertFormat format(boolean v6, String address) {
        return new AdvertFormat(3, v6, 51, 1_000_000_000L, List.of(IpAddress.parse(address)), null, false, true);
    }
}
