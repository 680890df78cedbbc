package dev.solera.vrrp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.solera.spi.MacAddress;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each malformed frame is dropped under one counter's name, and nothing is thrown. Checks: RFC 9568 section 7.1, RFC 3768 section 7.1. */
class AdvertReaderTest {
    private static final int IP = 14;
    private static final int TOTAL_LENGTH = IP + 2;
    private static final int HOP_LIMIT = IP + 8;
    private static final int VRRP = IP + 20;
    private static final IpAddress OWN = IpAddress.parse("10.9.0.2");
    private static final Envelope GROUP = Envelope.multicast(Golden.MAC, Golden.SOURCE);
    private static final Envelope TO_US =
            new Envelope(Golden.MAC, MacAddress.parse("02:00:00:00:00:0b"), Golden.SOURCE, OWN, 255, 0);

    private final AdvertCounters counters = new AdvertCounters();
    private final ReceivedPacket packet = new ReceivedPacket();

    @Test
    void hopLimitHasToBe255() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(HOP_LIMIT, (byte) 254);
        IpHeader.seal(frame, IP, 1);
        assertDropped(frame, Golden.format(2, 1000, null), "ip_ttl_err");
    }

    @Test
    void versionHasToBeOurs() {
        assertDropped(frame(Golden.format(3, 1000, null), GROUP), Golden.format(2, 1000, null), "vers_err");
        assertDropped(frame(Golden.format(2, 1000, null), GROUP), Golden.format(3, 1000, null), "vers_err");
    }

    @Test
    void typeHasToBeAdvertisement() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(VRRP, (byte) 0x22);
        assertDropped(frame, Golden.format(2, 1000, null), "invalid_type_rcvd");
    }

    @Test
    void identifierHasToBeOurs() {
        AdvertFormat other = new AdvertFormat(2, false, 52, 1_000_000_000L, Golden.VIPS, null, true, true);
        assertDropped(frame(other, GROUP), Golden.format(2, 1000, null), "vrid_err");
    }

    @Test
    void checksumHasToBeRight() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(VRRP + 2, (byte) 101);
        assertDropped(frame, Golden.format(2, 1000, null), "chk_err");
    }

    @Test
    void headerChecksumHasToBeRight() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(HOP_LIMIT, (byte) 254);
        assertDropped(frame, Golden.format(2, 1000, null), "chk_err");
    }

    @Test
    void lengthHasToBeThatOfItsAddresses() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(VRRP + 3, (byte) 3);
        assertDropped(frame, Golden.format(2, 1000, null), "packet_len_err");
        frame.put(VRRP + 3, (byte) 1);
        assertDropped(frame, Golden.format(2, 1000, null), "packet_len_err");
    }

    @Test
    void cutFramesAreTooShort() {
        ByteBuffer whole = frame(Golden.format(2, 1000, null), GROUP);
        for (int length = IP + 20; length < whole.limit(); length++) {
            assertDropped(whole.duplicate().limit(length), Golden.format(2, 1000, null), "packet_len_err");
        }
    }

    @Test
    void aMessageWithoutItsFixedFieldsIsTooShort() {
        for (int length = 0; length < 8; length++) {
            ByteBuffer frame = frame(Golden.format(3, 1000, null), GROUP);
            frame.putShort(TOTAL_LENGTH, (short) (20 + length));
            IpHeader.seal(frame, IP, 1);
            assertDropped(frame, Golden.format(3, 1000, null), "packet_len_err");
        }
    }

    @Test
    void fragmentsAreNotWhole() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.putShort(IP + 6, (short) 0x2000);
        assertDropped(frame, Golden.format(2, 1000, null), "packet_len_err");
    }

    @Test
    void paddingAfterThePacketIsIgnored() {
        ByteBuffer frame = frame(Golden.format(3, 1000, null), GROUP);
        ByteBuffer padded = ByteBuffer.allocate(60).put(frame.duplicate()).position(0);
        assertThat(read(padded, Golden.format(3, 1000, null))).isNotNull();
    }

    @Test
    void passwordHasToBeOurs() {
        AdvertFormat none = Golden.format(2, 1000, null);
        AdvertFormat right = Golden.format(2, 1000, Password.of("1111"));
        AdvertFormat wrong = Golden.format(2, 1000, Password.of("2222"));
        assertDropped(frame(wrong, GROUP), right, "auth_failure");
        assertDropped(frame(none, GROUP), right, "authtype_mismatch");
        assertDropped(frame(right, GROUP), none, "authtype_mismatch");
        ByteBuffer strange = frame(right, GROUP);
        strange.put(VRRP + 4, (byte) 2);
        assertDropped(strange, right, "invalid_authtype");
    }

    @Test
    void onlyTheFirstEightBytesOfAPasswordCount() {
        assertThat(Password.of("12345678")).isEqualTo(Password.of("123456789"));
        assertThat(Password.of("secret")).hasToString("********");
    }

    @Test
    void version2IntervalsHaveToBeEqual() {
        assertDropped(frame(Golden.format(2, 2000, null), GROUP), Golden.format(2, 1000, null), "advert_interval_err");
    }

    @Test
    void version3IntervalsAreLearnt() {
        Advert advert = read(frame(Golden.format(3, 40_950, null), GROUP), Golden.format(3, 1000, null));
        assertThat(advert).isEqualTo(new Advert(51, 100, 40_950_000_000L, Golden.SOURCE, true));
    }

    @Test
    void anIntervalOfZeroIsNone() {
        ByteBuffer frame = frame(Golden.format(3, 10, null), GROUP);
        frame.putShort(VRRP + 4, (short) 0);
        int sum = (frame.getShort(VRRP + 6) & 0xffff)
                + 1; // one hundredth less in the message is one more in the checksum
        frame.putShort(VRRP + 6, (short) sum);
        assertDropped(frame, Golden.format(3, 1000, null), "advert_interval_err");
    }

    @Test
    void otherAddressesAreCountedAndTaken() {
        AdvertFormat one = new AdvertFormat(3, false, 51, 1_000_000_000L, Golden.VIPS.subList(0, 1), null, true, true);
        Advert advert = read(frame(one, GROUP), Golden.format(3, 1000, null));
        assertThat(advert).isEqualTo(new Advert(51, 100, 1_000_000_000L, Golden.SOURCE, false));
        assertThat(packet.addresses()).isEqualTo(Golden.VIPS.subList(0, 1));
        assertThat(counted()).isEqualTo(Map.of("advert_rcvd", 1L, "addr_list_err", 1L));
    }

    @Test
    void theOrderOfAddressesDoesNotMatter() {
        List<IpAddress> turned = List.of(Golden.VIPS.get(1), Golden.VIPS.get(0));
        AdvertFormat other = new AdvertFormat(3, false, 51, 1_000_000_000L, turned, null, true, true);
        assertThat(read(frame(other, GROUP), Golden.format(3, 1000, null)).sameAddresses())
                .isTrue();
    }

    @Test
    void bothReadingsOfTheVersion3ChecksumAreTakenUnlessOneIsAskedFor() {
        for (boolean sent : new boolean[] {true, false}) {
            AdvertFormat theirs = new AdvertFormat(3, false, 51, 1_000_000_000L, Golden.VIPS, null, sent, true);
            AdvertFormat either = new AdvertFormat(3, false, 51, 1_000_000_000L, Golden.VIPS, null, !sent, true);
            AdvertFormat strict = new AdvertFormat(3, false, 51, 1_000_000_000L, Golden.VIPS, null, !sent, false);
            assertThat(read(frame(theirs, GROUP), either)).isNotNull();
            assertDropped(frame(theirs, GROUP), strict, "chk_err");
        }
    }

    @Test
    void theChecksumWithoutPseudoHeaderIsThatOfTheMessage() {
        AdvertFormat format = new AdvertFormat(3, false, 51, 500_000_000L, Golden.VIPS, null, false, true);
        // 3133 + 6402 + 0032 + 0a09 + 0064 + 0a09 + 0065 = aa42, complement 55bd
        assertThat(Golden.hex(frame(format, GROUP)).substring(2 * VRRP)).isEqualTo("31336402003255bd0a0900640a090065");
    }

    @Test
    void ourOwnAdvertIsNotAnothers() {
        AdvertFormat format = Golden.format(2, 1000, null);
        assertDropped(frame(format, Envelope.multicast(Golden.MAC, OWN)), format, "own_src_err");
    }

    @Test
    void multicastAndUnicastDoNotMix() {
        AdvertFormat format = Golden.format(2, 1000, null);
        assertDropped(frame(format, TO_US), format, "cast_err");
        Peer peer = new Peer(Golden.SOURCE, 0, 255);
        AdvertReader unicast = new AdvertReader(format, OWN, List.of(peer), null, counters);
        assertThat(read(frame(format, TO_US), unicast)).isNotNull();
        assertDropped(frame(format, GROUP), unicast, "cast_err");
    }

    @Test
    void unicastComesFromPeersWithinTheirHopLimits() {
        AdvertFormat format = Golden.format(2, 1000, null);
        AdvertReader others =
                new AdvertReader(format, OWN, List.of(new Peer(IpAddress.parse("10.9.0.3"), 0, 255)), null, counters);
        assertDropped(frame(format, TO_US), others, "unicast_src_err");
        AdvertReader near = new AdvertReader(format, OWN, List.of(new Peer(Golden.SOURCE, 254, 255)), null, counters);
        ByteBuffer far = frame(format, TO_US);
        far.put(HOP_LIMIT, (byte) 253);
        IpHeader.seal(far, IP, 1);
        assertDropped(far, near, "ip_ttl_err");
    }

    @Test
    void ipv6PayloadsOfARawSocketAreReadWithoutHeaders() {
        AdvertWriter writer = new AdvertWriter(Golden.formatV6(), Envelope.multicast(Golden.MAC, Golden.SOURCE_V6));
        ByteBuffer message = writer.frame(100, 0).position(IP + 40).slice();
        packet.ofMessage(message, Golden.SOURCE_V6, IpAddress.VRRP_GROUP_V6, 255);
        AdvertReader reader = new AdvertReader(Golden.formatV6(), IpAddress.parse("fe80::2"), null, counters);
        assertThat(reader.read(packet, 0)).isEqualTo(new Advert(51, 100, 1_000_000_000L, Golden.SOURCE_V6, true));
    }

    @Test
    void otherTrafficIsNotOurs() {
        ByteBuffer frame = frame(Golden.format(2, 1000, null), GROUP);
        frame.put(IP + 9, (byte) 17);
        assertThat(packet.ofFrame(frame)).isFalse();
        assertThat(packet.ofFrame(ByteBuffer.allocate(0))).isFalse();
        assertThat(packet.ofPacket(ByteBuffer.allocate(0))).isFalse();
        assertThat(packet.ofPacket(ByteBuffer.allocate(100))).isFalse();
    }

    @Test
    void anAdvertCostsItsRecordAlone() {
        ByteBuffer frame = frame(Golden.format(3, 1000, null), GROUP);
        AdvertReader reader = new AdvertReader(Golden.format(3, 1000, null), OWN, null, counters);
        readAll(frame, reader, 100);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        readAll(frame, reader, 10_000);
        long perAdvert = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
        assertThat(perAdvert).isLessThanOrEqualTo(48); // header, two ints, a long, a reference, a boolean
    }

    private void readAll(ByteBuffer frame, AdvertReader reader, int times) {
        for (int i = 0; i < times; i++) {
            packet.ofFrame(frame);
            reader.read(packet, 0);
        }
    }

    private static ByteBuffer frame(AdvertFormat format, Envelope envelope) {
        ByteBuffer written = new AdvertWriter(format, envelope).frame(100, 0);
        return ByteBuffer.allocate(written.remaining()).put(written).flip();
    }

    private void assertDropped(ByteBuffer frame, AdvertFormat ours, String counter) {
        assertDropped(frame, new AdvertReader(ours, OWN, null, counters), counter);
    }

    private void assertDropped(ByteBuffer frame, AdvertReader reader, String counter) {
        Map<String, Long> before = counted();
        assertThat(read(frame, reader)).isNull();
        Map<String, Long> after = counted();
        assertThat(after.remove(counter)).as(counter).isEqualTo(before.getOrDefault(counter, 0L) + 1);
        before.remove(counter);
        assertThat(after).isEqualTo(before);
    }

    private Advert read(ByteBuffer frame, AdvertFormat ours) {
        return read(frame, new AdvertReader(ours, OWN, null, counters));
    }

    private Advert read(ByteBuffer frame, AdvertReader reader) {
        assertThat(packet.ofFrame(frame)).isTrue();
        return reader.read(packet, 0);
    }

    private Map<String, Long> counted() {
        return counters.snapshot().entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .collect(Collectors.toMap(e -> e.getKey().publicName(), Map.Entry::getValue));
    }
}
