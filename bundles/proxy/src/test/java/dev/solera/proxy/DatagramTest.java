package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Inbound;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.spi.Edit;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatagramTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Answers each datagram with its name and what came, {@code copies} times. */
    private static final class Echo implements AutoCloseable {
        final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Echo(String name, int copies) throws IOException {
            Thread thread = new Thread(() -> {
                byte[] bytes = new byte[65_535];
                try {
                    while (true) {
                        DatagramPacket in = new DatagramPacket(bytes, bytes.length);
                        socket.receive(in);
                        String text = name + " " + new String(bytes, 0, in.getLength(), StandardCharsets.US_ASCII);
                        byte[] out = text.getBytes(StandardCharsets.US_ASCII);
                        for (int i = 0; i < copies; i++) {
                            socket.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
                        }
                    }
                } catch (IOException e) {
                    // closed
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Peer implements AutoCloseable {
        final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Peer(InetSocketAddress to) throws IOException {
            socket.connect(to);
            socket.setSoTimeout(5_000);
        }

        Peer send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(bytes, bytes.length));
            return this;
        }

        String receive() throws IOException {
            DatagramPacket in = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(in);
            return new String(in.getData(), 0, in.getLength(), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Lab lab(Duration silence, int responses, int most, InetSocketAddress... servers) {
        Lab lab = new Lab();
        lab.inbound = new Inbound(
                Inbound.Header.OFF, List.of(), most, SOON, Map.of(), new Inbound.Datagrams(silence, responses), 0);
        lab.group();
        for (InetSocketAddress server : servers) {
            lab.real(server);
        }
        lab.apply(
                new Edit.Add(lab.serviceSpec("web", Mode.TCP, List.of(new Listener("dns", lab.listen, Protocol.UDP)))));
        return lab;
    }

    @Test
    void datagramsOfOneClientGoToOneServerAndAnswersComeBack() throws Exception {
        try (Echo a = new Echo("a", 1);
                Echo b = new Echo("b", 1);
                Lab lab = lab(SOON, 0, 0, a.address(), b.address())) {
            List<String> servers = new ArrayList<>();
            for (int client = 0; client < 20; client++) {
                try (Peer peer = new Peer(lab.address())) {
                    String first = peer.send("1").receive();
                    for (int i = 0; i < 5; i++) {
                        assertThat(peer.send("1").receive()).isEqualTo(first);
                    }
                    servers.add(first);
                }
            }
            assertThat(servers).contains("a 1", "b 1");
            assertThat(lab.counters().totalConnections()).isEqualTo(20);
            assertThat(lab.counters().requests()).isEqualTo(120);
            assertThat(lab.counters().bytesIn()).isEqualTo(120);
            assertThat(lab.counters().bytesOut()).isEqualTo(360);
        }
    }

    @Test
    void aLargeDatagramPassesWhole() throws Exception {
        try (Echo a = new Echo("a", 1);
                Lab lab = lab(SOON, 0, 0, a.address());
                Peer peer = new Peer(lab.address())) {
            String large = "x".repeat(20_000);
            assertThat(peer.send(large).receive()).isEqualTo("a " + large);
        }
    }

    @Test
    void aClientIsForgottenAfterSilenceOrItsAnswers() throws Exception {
        try (Echo a = new Echo("a", 1)) {
            try (Lab lab = lab(Duration.ofMillis(200), 0, 0, a.address());
                    Peer peer = new Peer(lab.address())) {
                assertThat(peer.send("1").receive()).isEqualTo("a 1");
                assertThat(lab.counters().activeConnections()).isEqualTo(1);
                await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
                assertThat(lab.real(1).activeConnections()).isZero();
                assertThat(peer.send("2").receive()).isEqualTo("a 2");
            }
            try (Lab lab = lab(Duration.ofHours(1), 1, 0, a.address());
                    Peer peer = new Peer(lab.address())) {
                assertThat(peer.send("1").receive()).isEqualTo("a 1");
                await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
            }
        }
        try (Echo twice = new Echo("t", 2);
                Lab lab = lab(Duration.ofHours(1), 2, 0, twice.address());
                Peer peer = new Peer(lab.address())) {
            peer.send("1");
            assertThat(peer.receive() + peer.receive()).isEqualTo("t 1t 1");
            await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
        }
    }

    @Test
    void aServerThatLeavesOrRefusesIsNotSentTheNextDatagram() throws Exception {
        try (Echo a = new Echo("a", 1);
                Echo b = new Echo("b", 1);
                Lab lab = lab(SOON, 0, 0, a.address(), b.address());
                Peer peer = new Peer(lab.address())) {
            String first = peer.send("1").receive();
            int id = first.startsWith("a") ? 1 : 2;
            lab.apply(new Edit.Change(
                    Lab.spec(id, (id == 1 ? a : b).address(), 0, Presence.SERVING),
                    Lab.spec(id, (id == 1 ? a : b).address(), 0, Presence.KEPT)));
            assertThat(peer.send("1").receive()).isEqualTo(id == 1 ? "b 1" : "a 1");
        }
        InetSocketAddress nobody;
        try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) gone.getLocalSocketAddress();
        }
        try (Lab lab = lab(Duration.ofHours(1), 0, 0, nobody);
                Peer peer = new Peer(lab.address())) {
            peer.send("1");
            await().atMost(SOON).until(() -> lab.counters().errors() == 1);
            assertThat(lab.counters().activeConnections()).isZero();
        }
    }

    @Test
    void soManyClientsOfOneAddressAreServedAndNoMore() throws Exception {
        try (Echo a = new Echo("a", 1);
                Lab lab = lab(SOON, 0, 1, a.address());
                Peer one = new Peer(lab.address());
                Peer two = new Peer(lab.address())) {
            assertThat(one.send("1").receive()).isEqualTo("a 1");
            two.socket.setSoTimeout(300);
            two.send("1");
            assertThatThrownBy(two::receive).isInstanceOf(SocketTimeoutException.class);
            assertThat(one.send("2").receive()).isEqualTo("a 2");
        }
    }

    @Test
    void aListenerThatGoesLeavesNothing() throws Exception {
        try (Echo a = new Echo("a", 1);
                Lab lab = lab(SOON, 0, 0, a.address());
                Peer peer = new Peer(lab.address())) {
            InetSocketAddress there = lab.address();
            assertThat(peer.send("1").receive()).isEqualTo("a 1");
            lab.apply(new Edit.Remove(Lab.WEB, Edit.Remove.NO_DEADLINE));
            await().atMost(SOON).until(() -> lab.real(1).activeConnections() == 0);
            await().atMost(SOON).until(() -> isFree(there));
        }
    }

    private static boolean isFree(InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
