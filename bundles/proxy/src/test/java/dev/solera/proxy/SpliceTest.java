package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large flows, which the kernel carries: connections of mode tcp, bodies of mode http. */
@Timeout(60)
class SpliceTest {
    private static final int MANY = 20_000_000;
    private static final byte[] BULK = new byte[MANY];

    static {
        new Random(42).nextBytes(BULK);
    }

    @BeforeEach
    void onlyWithEpoll() {
        try (Lab lab = new Lab()) {
            Assumptions.assumeTrue(lab.plane.capabilities().description().startsWith("epoll"), "epoll");
        }
    }

    private static long sum(byte[] bytes, int n) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, n);
        return sum.getValue();
    }

    private static long sum(InputStream in, int n) throws IOException {
        CRC32 sum = new CRC32();
        byte[] block = new byte[65536];
        for (int left = n; left > 0; ) {
            int got = in.read(block, 0, Math.min(left, block.length));
            if (got < 0) {
                throw new IOException("ended with " + left + " bytes missing");
            }
            sum.update(block, 0, got);
            left -= got;
        }
        return sum.getValue();
    }

    @Test
    void muchArrivesWholeAndInOrderBothWays() throws Exception {
        AtomicLong uploaded = new AtomicLong();
        Origin origin = new Origin(wire -> {
            uploaded.set(sum(wire.socket.getInputStream(), MANY));
            wire.send(BULK);
            wire.send("and a word behind it");
            wire.socket.shutdownOutput();
            wire.rest();
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            Thread watch = watchPumping(lab, new AtomicBoolean());
            client.send(BULK);
            assertThat(sum(client.socket.getInputStream(), MANY)).isEqualTo(sum(BULK, MANY));
            assertThat(new String(client.socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("and a word behind it");
            assertThat(uploaded).hasValue(sum(BULK, MANY));
            watch.join(10_000);
            assertThat(watch.isAlive()).as("a pump ran").isFalse();
            client.socket.shutdownOutput();
            await().until(() -> lab.counters().activeConnections() == 0);
            assertThat(lab.counters().bytesIn()).isEqualTo(MANY);
            assertThat(lab.counters().bytesOut()).isEqualTo(MANY + "and a word behind it".length());
            assertThat(lab.real(1).bytesOut()).isEqualTo(lab.counters().bytesOut());
            await().until(() -> lab.plane.pumping() == 0);
        }
    }

    /** Returns a thread that ends once a pump was seen. */
    private static Thread watchPumping(Lab lab, AtomicBoolean seen) {
        Thread watch = new Thread(() -> {
            while (!seen.get()) {
                seen.set(lab.plane.pumping() > 0);
                Thread.onSpinWait();
            }
        });
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    @Test
    void theEndBehindMuchIsPassedOnAloneAndTheOtherDirectionGoesOn() throws Exception {
        Origin origin = new Origin(wire -> {
            long got = sum(wire.socket.getInputStream(), MANY);
            wire.send(wire.rest().isEmpty() && got == sum(BULK, MANY) ? "whole" : "broken");
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            client.send(BULK);
            client.socket.shutdownOutput();
            assertThat(client.rest()).isEqualTo("whole");
            await().until(() -> lab.counters().activeConnections() == 0 && lab.plane.pumping() == 0);
        }
    }

    @Test
    void littleBehindMuchGoesOnBeingCarried() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.send(BULK);
            for (int b = wire.read(); b >= 0; b = wire.read()) {
                wire.send(new byte[] {(byte) b});
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            assertThat(sum(client.socket.getInputStream(), MANY)).isEqualTo(sum(BULK, MANY));
            for (int i = 0; i < 100; i++) {
                client.send(new byte[] {(byte) i});
                assertThat(client.socket.getInputStream().read()).isEqualTo(i);
            }
            await().until(() -> lab.plane.pumping() == 0); // not worth one
        }
    }

    @Test
    void aResetWithinMuchIsPassedOnAsOne() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        Origin sending = new Origin(wire -> {
            try {
                while (true) {
                    wire.send(BULK);
                }
            } catch (IOException e) {
                broken.countDown();
            }
        });
        try (sending;
                Lab lab = new Lab().start(Mode.TCP, sending.address)) {
            Wire client = lab.client();
            sum(client.socket.getInputStream(), MANY);
            await().until(() -> lab.plane.pumping() == 1);
            client.reset();
            assertThat(broken.await(20, TimeUnit.SECONDS)).isTrue();
            await().until(() -> lab.plane.pumping() == 0 && lab.counters().activeConnections() == 0);
        }
        CountDownLatch cut = new CountDownLatch(1);
        Origin resetting = new Origin(wire -> {
            wire.send(BULK);
            RelayTest.await1(cut);
            wire.reset();
        });
        try (resetting;
                Lab lab = new Lab().start(Mode.TCP, resetting.address);
                Wire client = lab.client()) {
            sum(client.socket.getInputStream(), MANY / 2);
            await().until(() -> lab.plane.pumping() == 1);
            cut.countDown();
            assertThatThrownBy(() -> client.socket.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class);
            await().until(() -> lab.plane.pumping() == 0 && lab.counters().activeConnections() == 0);
        }
    }

    @Test
    void aPumpedFlowThatIsSilentIsClosedInTime() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.send(BULK);
            wire.rest();
        });
        try (origin;
                Lab lab = new Lab()) {
            lab.tunnel = Duration.ofMillis(500);
            lab.start(Mode.TCP, origin.address);
            try (Wire client = lab.client()) {
                sum(client.socket.getInputStream(), MANY);
                assertThat(client.ends()).isTrue();
            }
            await().until(() -> lab.plane.pumping() == 0);
        }
    }

    @Test
    void noDescriptorIsLeftOpen() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.send(BULK);
            wire.rest();
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address)) {
            transfer(lab);
            await().until(() -> lab.plane.pumping() == 0 && origin.open.get() == 0);
            long before = descriptors();
            for (int i = 0; i < 20; i++) {
                transfer(lab);
            }
            await().until(() -> lab.plane.pumping() == 0 && origin.open.get() == 0);
            // Pipes are kept for the next, eight on a loop; the test's own sockets go when they are collected.
            await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 32));
        }
    }

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void answerHead(Wire wire, String more) throws IOException {
        wire.head();
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + MANY + "\r\n" + more + "\r\n");
    }

    private static void takeHead(Wire client) throws IOException {
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: " + MANY);
    }

    @Test
    void aLargeBodyArrivesWholeAndBothConnectionsGoOn() throws Exception {
        Origin origin = new Origin(wire -> {
            while (true) {
                answerHead(wire, "");
                wire.send(BULK);
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            Thread watch = watchPumping(lab, new AtomicBoolean());
            for (int i = 0; i < 5; i++) {
                client.send(GET);
                takeHead(client);
                assertThat(sum(client.stream(), MANY)).isEqualTo(sum(BULK, MANY));
            }
            watch.join(10_000);
            assertThat(watch.isAlive()).as("a pump ran").isFalse();
            assertThat(origin.connections.get()).isEqualTo(1);
            await().until(() -> lab.plane.pumping() == 0);
            assertThat(lab.counters().bytesOut()).isBetween(5L * MANY, 5L * MANY + 1000);
            assertThat(lab.real(1).bytesOut()).isBetween(5L * MANY, 5L * MANY + 1000);
        }
    }

    @Test
    void aLargeBodyBeforeTheServersEndArrivesWhole() throws Exception {
        Origin origin = new Origin(wire -> {
            answerHead(wire, "Connection: close\r\n");
            wire.send(BULK);
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 5; i++) {
                client.send(GET);
                takeHead(client);
                assertThat(sum(client.stream(), MANY)).isEqualTo(sum(BULK, MANY));
            }
            await().until(() -> lab.plane.pumping() == 0);
        }
    }

    @Test
    void whatTheClientSendsAheadOfALargeBodyIsServedBehindIt() throws Exception {
        Origin origin = new Origin(wire -> {
            answerHead(wire, "");
            wire.send(BULK);
            wire.head();
            wire.send("HTTP/1.1 204 No Content\r\n\r\n");
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET + GET);
            takeHead(client);
            assertThat(sum(client.stream(), MANY)).isEqualTo(sum(BULK, MANY));
            assertThat(client.head()).startsWith("HTTP/1.1 204 No Content");
        }
    }

    @Test
    void aLargeBodyThatTheServerCutsShortDoesNotLookWhole() throws Exception {
        Origin origin = new Origin(wire -> {
            answerHead(wire, "");
            wire.socket.getOutputStream().write(BULK, 0, MANY / 2);
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            takeHead(client);
            assertThatThrownBy(() -> sum(client.stream(), MANY)).isInstanceOf(IOException.class);
            await().until(() -> lab.plane.pumping() == 0 && lab.counters().activeConnections() == 0);
            assertThat(lab.counters().errors()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatFallsSilentWithinALargeBodyIsGivenUp() throws Exception {
        Origin origin = new Origin(wire -> {
            answerHead(wire, "");
            wire.socket.getOutputStream().write(BULK, 0, MANY / 2);
            wire.rest();
        });
        try (origin;
                Lab lab = new Lab()) {
            lab.server = Duration.ofMillis(500);
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                client.send(GET);
                takeHead(client);
                assertThatThrownBy(() -> sum(client.stream(), MANY)).isInstanceOf(IOException.class);
            }
            await().until(() -> lab.plane.pumping() == 0 && lab.counters().activeConnections() == 0);
        }
    }

    @Test
    void aClientThatDoesNotTakeALargeBodyIsGivenUpAndNotTheServer() throws Exception {
        Origin origin = new Origin(wire -> {
            answerHead(wire, "");
            wire.send(BULK);
        });
        try (origin;
                Lab lab = new Lab()) {
            lab.client = Duration.ofMillis(1500);
            lab.server = Duration.ofMillis(200);
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                client.send(GET);
                takeHead(client);
                await().until(() -> lab.plane.pumping() == 1);
                await().until(() -> lab.plane.pumping() == 0 && lab.counters().activeConnections() == 0);
            }
            assertThat(lab.real(1).errors()).isZero();
        }
    }

    private static void transfer(Lab lab) throws IOException {
        try (Wire client = lab.client()) {
            sum(client.socket.getInputStream(), 2_000_000); // and gone, with something in the pipe
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
