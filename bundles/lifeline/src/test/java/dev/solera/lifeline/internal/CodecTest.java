package dev.solera.lifeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import dev.solera.spi.VrrpDemand;
import dev.solera.spi.VrrpGroup;
import dev.solera.spi.VrrpSecrets;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901234Z");

    static List<Message> messages() {
        return List.of(
                new Message.Hello("0.1.0"),
                new Message.Apply(set()),
                new Message.Beats(
                        123_456_789_012L,
                        List.of(new Message.Beat("core", 7_000_000L), new Message.Beat("proxy event loop 0", 0))),
                new Message.Release("front", "täglich"),
                new Message.Shutdown(),
                new Message.Leave(),
                new Message.State("a process of its own, AF_PACKET", List.of("no SCHED_RR"), List.of(report())),
                new Message.Transition("front", new VrrpTransition(AT, VrrpState.BACKUP, VrrpState.MASTER, "why")),
                new Message.Trouble(AT, "front", "192.0.2.3 is MASTER too"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsReadIsWhatWasWritten(Message message) throws IOException {
        assertThat(Codec.read(message.getClass(), in(bytes(message)))).isEqualTo(message);
    }

    @Test
    void everyMessageHasANumber() {
        assertThat(Message.TYPES)
                .containsExactlyInAnyOrderElementsOf(messages().stream()
                        .<Class<? extends Message>>map(Message::getClass)
                        .toList());
    }

    @Test
    void bytesThatAreNoMessageAreAnIOException() throws IOException {
        byte[] good = bytes(new Message.Apply(set()));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            try {
                Codec.read(Message.Apply.class, in(bad));
            } catch (IOException | RuntimeException e) {
                assertThat(e).isNotInstanceOf(NullPointerException.class);
            }
        }
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThatThrownBy(() ->
                        Codec.write(Thread.class, new Thread(), new DataOutputStream(new ByteArrayOutputStream())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Thread");
    }

    private static byte[] bytes(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Codec.write(message.getClass(), message, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    static VrrpSet set() {
        VrrpInstance instance = new VrrpInstance(
                "front",
                "eth0",
                51,
                3,
                150,
                Duration.ofMillis(100),
                List.of(
                        new Vip("web", Addresses.parseIp("192.0.2.10"), 24, null, "eth0:w", 0, true),
                        new Vip("six", Addresses.parseIp("2001:db8::10"), 64, "eth1", null, 253, false)),
                true,
                Duration.ofSeconds(5),
                Duration.ZERO,
                3,
                true,
                false,
                true,
                true,
                false,
                Addresses.parseIp("192.0.2.1"),
                true,
                false,
                "hmac key 1, enforce",
                new VrrpInstance.Unicast(
                        List.of(new VrrpInstance.Peer("lb2", Addresses.parseIp("192.0.2.2"), 254, 255)), 255),
                new VrrpInstance.Announce(
                        5, Duration.ofSeconds(5), Duration.ZERO, 1, 5, Duration.ofSeconds(5), Duration.ofNanos(1000)),
                List.of(new VrrpInstance.Route(
                        "r",
                        Addresses.parseIp("198.51.100.0"),
                        24,
                        Addresses.parseIp("192.0.2.254"),
                        null,
                        null,
                        254,
                        0)),
                List.of(new VrrpInstance.Rule("q", false, "192.0.2.10/32", null, 100, 1000)),
                List.of(new VrrpInstance.Track(
                        VrrpInstance.Track.Kind.SCRIPT,
                        "http",
                        VrrpInstance.Track.Effect.WEIGHT,
                        -20,
                        List.of("command=/bin/true"))));
        VrrpSecrets secrets =
                new VrrpSecrets(null, new TreeMap<>(Map.of(1, "00ff")), 1, true, 7, VrrpSecrets.Mode.PERMISSIVE);
        return new VrrpSet(
                List.of(new VrrpSpec(instance, secrets, new VrrpDemand(130, null, "core: no beat for 1200 ms"))),
                List.of(new VrrpGroup("edge", List.of("front"))),
                Duration.ofMillis(1000),
                Duration.ofSeconds(30));
    }

    static VrrpReport report() {
        return new VrrpReport(
                "front",
                VrrpState.BACKUP,
                VrrpYield.NONE,
                AT,
                "heard 192.0.2.2 at priority 200",
                150,
                new VrrpReport.Master(Addresses.parseIp("192.0.2.2"), 200, AT),
                Duration.ofMillis(100),
                Duration.ofMillis(217),
                null,
                List.of(),
                List.of("192.0.2.2 advertises other VIPs"),
                List.of(new VrrpTransition(AT, VrrpState.INIT, VrrpState.BACKUP, "started")),
                new TreeMap<>(Map.of("advert_rcvd", 12L)));
    }
}
