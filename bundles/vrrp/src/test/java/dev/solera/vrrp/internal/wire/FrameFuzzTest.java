package dev.solera.vrrp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes over the wire, one advert is returned or one drop counted, and nothing is thrown. */
class FrameFuzzTest {
    private static final int ROUNDS = 60_000;
    private static final HmacRules RULES = new HmacRules(
            Map.of(1, HmacKey.parse("0123456789abcdef0123456789abcdef")),
            1,
            HmacRules.Replay.MONOTONIC,
            5,
            HmacRules.Mode.PERMISSIVE);

    private final Random random = new Random(20260301);

    @Test
    void noiseIsReadWithoutThrowing() {
        ReceivedPacket packet = new ReceivedPacket();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            ByteBuffer frame = ByteBuffer.wrap(noise);
            if (noise.length > 24) {
                boolean v6 = random.nextBoolean();
                frame.putShort(12, (short) (v6 ? EthernetHeader.IPV6 : EthernetHeader.IPV4));
                frame.put(v6 ? 20 : 23, (byte) IpHeader.VRRP);
            }
            for (Case one : Case.ALL) {
                if (packet.ofFrame(frame)) {
                    assertReadOrCounted(one, packet);
                }
                if (packet.ofPacket(frame)) {
                    assertReadOrCounted(one, packet);
                }
                packet.ofMessage(frame, one.source, one.own, random.nextInt(256));
                assertReadOrCounted(one, packet);
            }
            GratuitousArp.read(frame);
            NeighbourAdvertisement.read(frame);
        }
    }

    @Test
    void damagedAdvertsAreReadWithoutThrowing() {
        ReceivedPacket packet = new ReceivedPacket();
        for (int i = 0; i < ROUNDS; i++) {
            Case one = Case.ALL.get(random.nextInt(Case.ALL.size()));
            ByteBuffer good = one.writer.frame(random.nextInt(256), i * 1_000_000L);
            ByteBuffer frame = ByteBuffer.allocate(good.remaining()).put(good).flip();
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                frame.put(random.nextInt(frame.limit()), (byte) random.nextInt(256));
            }
            if (random.nextInt(4) == 0) {
                frame.limit(random.nextInt(frame.limit() + 1));
            }
            if (packet.ofFrame(frame)) {
                assertReadOrCounted(one, packet);
            }
        }
        for (Case one : Case.ALL) {
            assertThat(one.counters.get(AdvertCounter.ADVERT_RCVD)).isPositive();
            assertThat(one.counters.get(AdvertCounter.CHK_ERR)).isPositive();
            assertThat(one.counters.get(AdvertCounter.PACKET_LEN_ERR)).isPositive();
        }
    }

    @Test
    void damagedClaimsAreReadWithoutThrowing() {
        ByteBuffer frame = ByteBuffer.allocate(128);
        for (int i = 0; i < ROUNDS; i++) {
            new GratuitousArp(Golden.MAC, Golden.SOURCE).write(frame);
            damage(frame);
            GratuitousArp.read(frame);
            new NeighbourAdvertisement(Golden.MAC, Golden.SOURCE_V6, true).write(frame);
            damage(frame);
            NeighbourAdvertisement.read(frame);
        }
    }

    private void damage(ByteBuffer frame) {
        frame.put(random.nextInt(frame.limit()), (byte) random.nextInt(256));
        frame.limit(frame.limit() - random.nextInt(4));
    }

    private static void assertReadOrCounted(Case one, ReceivedPacket packet) {
        long before = one.ends();
        one.reader.read(packet, 0);
        packet.addresses();
        assertThat(one.ends()).isEqualTo(before + 1);
    }

    /** One kind of virtual router. */
    private static final class Case {
        static final List<Case> ALL = List.of(
                new Case(Golden.format(2, 1000, Password.of("1111")), null),
                new Case(Golden.format(3, 1000, null), null),
                new Case(Golden.formatV6(), null),
                new Case(Golden.format(3, 1000, null), RULES),
                new Case(Golden.formatV6(), RULES));

        final AdvertCounters counters = new AdvertCounters();
        final IpAddress source;
        final IpAddress own;
        final AdvertReader reader;
        final AdvertWriter writer;

        Case(AdvertFormat format, HmacRules rules) {
            source = format.v6() ? Golden.SOURCE_V6 : Golden.SOURCE;
            own = IpAddress.parse(format.v6() ? "fe80::2" : "10.9.0.2");
            reader = new AdvertReader(format, own, rules, counters);
            writer = new AdvertWriter(format, Envelope.multicast(Golden.MAC, source), rules);
        }

        /** Counts what each packet ends in, exactly once: taken or dropped. */
        long ends() {
            long sum = 0;
            for (AdvertCounter counter : AdvertCounter.values()) {
                switch (counter) {
                    case PRI_ZERO_RCVD, ADDR_LIST_ERR, HMAC_UNSIGNED -> {}
                    default -> sum += counters.get(counter);
                }
            }
            return sum;
        }
    }
}
