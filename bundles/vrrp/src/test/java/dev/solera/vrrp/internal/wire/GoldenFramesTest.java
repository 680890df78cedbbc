package dev.solera.vrrp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What we send is what keepalived sends, byte for byte, and what it sends we read. */
class GoldenFramesTest {
    @Test
    void version2() {
        List<String> recorded = Golden.frames("v2", "VRRP4");
        AdvertFormat format = Golden.format(2, 1000, null);

        assertThat(written(format, Envelope.multicast(Golden.MAC, Golden.SOURCE), recorded.size()))
                .isEqualTo(recorded);
        assertRead(format, recorded, Golden.SOURCE, 1_000_000_000L);
    }

    @Test
    void version2WithPassword() {
        List<String> recorded = Golden.frames("v2pass", "VRRP4");
        AdvertFormat format = Golden.format(2, 1000, Password.of("1111"));

        assertThat(written(format, Envelope.multicast(Golden.MAC, Golden.SOURCE), recorded.size()))
                .isEqualTo(recorded);
        assertRead(format, recorded, Golden.SOURCE, 1_000_000_000L);
    }

    @Test
    void version3() {
        List<String> recorded = Golden.frames("v3", "VRRP4");
        AdvertFormat format = Golden.format(3, 500, null);

        assertThat(written(format, Envelope.multicast(Golden.MAC, Golden.SOURCE), recorded.size()))
                .isEqualTo(recorded);
        assertRead(format, recorded, Golden.SOURCE, 500_000_000L);
    }

    @Test
    void ipv6() {
        List<String> recorded = Golden.frames("v6", "VRRP6");
        AdvertFormat format = Golden.formatV6();
        Envelope plain = Envelope.multicast(Golden.MAC, Golden.SOURCE_V6);
        // The flow label is the recording kernel's, a hash of its own.
        Envelope labelled = new Envelope(
                plain.sourceMac(), plain.destinationMac(), plain.source(), plain.destination(), 255, 0x011d1);

        assertThat(written(format, labelled, recorded.size())).isEqualTo(recorded);
        assertRead(format, recorded, Golden.SOURCE_V6, 1_000_000_000L);
    }

    @Test
    void gratuitousArp() {
        ByteBuffer frame = ByteBuffer.allocate(64);
        List<String> written = new ArrayList<>();
        List<String> recorded = Golden.frames("v2", "ARP");
        for (IpAddress vip : Golden.VIPS) {
            new GratuitousArp(Golden.MAC, vip).write(frame);
            written.add(Golden.hex(frame));
        }

        assertThat(written).isEqualTo(recorded);
        assertThat(recorded)
                .extracting(hex -> GratuitousArp.read(Golden.bytes(hex)))
                .containsExactly(
                        new GratuitousArp(Golden.MAC, Golden.VIPS.get(0)),
                        new GratuitousArp(Golden.MAC, Golden.VIPS.get(1)));
    }

    @Test
    void unsolicitedNeighbourAdvertisement() {
        ByteBuffer frame = ByteBuffer.allocateDirect(128);
        List<String> written = new ArrayList<>();
        List<String> recorded = Golden.frames("v6", "NA");
        for (IpAddress vip : Golden.VIPS_V6) {
            // keepalived always sets the override flag; the recorded 0x20 has no router flag, forwarding being off.
            new NeighbourAdvertisement(Golden.MAC, vip, false).write(frame);
            written.add(Golden.hex(frame));
        }

        assertThat(written).isEqualTo(recorded);
        assertThat(recorded)
                .extracting(hex -> NeighbourAdvertisement.read(Golden.bytes(hex)))
                .containsExactly(
                        new NeighbourAdvertisement(Golden.MAC, Golden.VIPS_V6.get(0), false),
                        new NeighbourAdvertisement(Golden.MAC, Golden.VIPS_V6.get(1), false));
    }

    /** Each recording is adverts of priority 100 and, at the clean stop, one of priority 0. */
    private static List<String> written(AdvertFormat format, Envelope envelope, int count) {
        AdvertWriter writer = new AdvertWriter(format, envelope);
        List<String> frames = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            frames.add(Golden.hex(writer.frame(i < count ? 100 : 0, 0)));
        }
        return frames;
    }

    private static void assertRead(AdvertFormat format, List<String> frames, IpAddress source, long intervalNanos) {
        AdvertCounters counters = new AdvertCounters();
        IpAddress own = IpAddress.parse(format.v6() ? "fe80::2" : "10.9.0.2");
        AdvertReader reader = new AdvertReader(format, own, null, counters);
        ReceivedPacket packet = new ReceivedPacket();
        List<Advert> expected = new ArrayList<>();
        List<Advert> read = new ArrayList<>();
        for (int i = 1; i <= frames.size(); i++) {
            expected.add(new Advert(51, i < frames.size() ? 100 : 0, intervalNanos, source, true));
            assertThat(packet.ofFrame(Golden.bytes(frames.get(i - 1)))).isTrue();
            assertThat(packet.vrid()).isEqualTo(51);
            read.add(reader.read(packet, 0));
        }
        assertThat(read).isEqualTo(expected);
        assertThat(counters.get(AdvertCounter.ADVERT_RCVD)).isEqualTo(frames.size());
        assertThat(counters.get(AdvertCounter.PRI_ZERO_RCVD)).isEqualTo(1);
    }
}
