package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {
    static void await1(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theEndOfOneDirectionIsPassedOnAndTheOtherGoesOn() throws Exception {
        Origin origin = new Origin(wire -> {
            String all = wire.rest(); // until the client's end
            wire.send("got " + all.length());
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            client.send("x".repeat(200_000));
            client.socket.shutdownOutput();
            assertThat(client.rest()).isEqualTo("got 200000");
            await().until(() -> lab.counters().activeConnections() == 0);
            assertThat(lab.counters().bytesIn()).isEqualTo(200_000);
            assertThat(lab.counters().bytesOut()).isEqualTo(10);
            assertThat(lab.counters().totalConnections()).isEqualTo(1);
            assertThat(lab.real(1).totalConnections()).isEqualTo(1);
            assertThat(lab.real(1).bytesIn()).isEqualTo(200_000);
            assertThat(lab.real(1).activeConnections()).isZero();
        }
    }

    @Test
    void theServersEndIsPassedOnToo() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.send("bye");
            wire.socket.shutdownOutput();
            wire.send("").rest();
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            assertThat(client.rest()).isEqualTo("bye");
            client.send("still here");
        }
    }

    @Test
    void aResetIsPassedOnAsOne() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            wire.take(1);
            try {
                wire.rest();
            } catch (SocketException e) {
                reset.countDown();
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.TCP, origin.address)) {
            Wire client = lab.client().send("a");
            await().until(() -> lab.counters().bytesIn() == 1);
            client.reset();
            assertThat(reset.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Origin resetting = new Origin(wire -> {
            wire.take(1);
            wire.reset();
        });
        try (resetting;
                Lab lab = new Lab().start(Mode.TCP, resetting.address);
                Wire client = lab.client()) {
            client.send("a");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsLeftForAnother() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.TCP, Origin.nobody(), origin.address)) {
            for (int i = 0; i < 6; i++) {
                try (Wire client = lab.client()) {
                    assertThat(client.send("GET / HTTP/1.1\r\n\r\n").message()).endsWith("ok");
                }
            }
            assertThat(lab.counters().retries()).isPositive();
        }
    }

    @Test
    void withoutAServerTheConnectionIsClosed() throws Exception {
        try (Lab lab = new Lab().start(Mode.TCP);
                Wire client = lab.client()) {
            assertThat(client.ends()).isTrue();
            assertThat(lab.counters().errors()).isEqualTo(1);
        }
    }

    @Test
    void aTunnelSilentInBothDirectionsIsClosed() throws Exception {
        try (Origin origin = new Origin(Wire::rest);
                Lab lab = new Lab()) {
            lab.tunnel = Duration.ofMillis(200);
            lab.start(Mode.TCP, origin.address);
            try (Wire client = lab.client()) {
                assertThat(client.ends()).isTrue();
            }
        }
    }

    @Test
    void whoDoesNotReadStopsTheOtherFromBeingRead() throws Exception {
        for (Mode mode : new Mode[] {Mode.TCP, Mode.HTTP}) {
            AtomicLong sent = new AtomicLong();
            Origin origin = new Origin(wire -> {
                wire.head();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                byte[] block = new byte[65536];
                while (true) {
                    wire.send(block);
                    sent.addAndGet(block.length);
                }
            });
            try (origin;
                    Lab lab = new Lab().start(mode, origin.address);
                    Wire client = lab.client()) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertStopsGrowing(sent);
                // Kernel buffers on both hops may be large; ours are not.
                assertThat(lab.counters().bytesOut()).isLessThan(32 << 20);
                long before = sent.get();
                client.take(40_000_000);
                await().until(() -> sent.get() > before);
            }
        }
    }

    @Test
    void aServerThatDoesNotReadStopsTheUpload() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Origin origin = new Origin(wire -> await1(end));
        for (Mode mode : new Mode[] {Mode.TCP, Mode.HTTP}) {
            try (Lab lab = new Lab().start(mode, origin.address);
                    Wire client = lab.client()) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
                AtomicLong sent = new AtomicLong();
                Thread sender = new Thread(() -> {
                    byte[] block = new byte[65536];
                    try {
                        while (true) {
                            client.send(block);
                            sent.addAndGet(block.length);
                        }
                    } catch (IOException e) {
                        // closed at the end of the test
                    }
                });
                sender.start();
                assertStopsGrowing(sent);
                assertThat(lab.counters().bytesIn()).isLessThan(32 << 20);
                client.close();
                sender.join(10_000);
            }
        }
        end.countDown();
        origin.close();
    }

    @Test
    void aClientThatHasEndedItsDirectionGetsEverythingHoweverSlowItIs() throws Exception {
        int size = 20_000_000;
        for (Mode mode : new Mode[] {Mode.TCP, Mode.HTTP}) {
            AtomicLong sent = new AtomicLong();
            Origin origin = new Origin(wire -> {
                wire.head();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                byte[] block = new byte[50_000];
                for (int i = 0; i < size / block.length; i++) {
                    wire.send(block);
                    sent.addAndGet(block.length);
                }
            });
            try (origin;
                    Lab lab = new Lab().start(mode, origin.address);
                    Wire client = lab.client()) {
                client.socket.setReceiveBufferSize(65536);
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                client.socket.shutdownOutput();
                assertStopsGrowing(sent);
                client.head();
                assertThat(client.rest()).as("%s", mode).hasSize(size);
            }
        }
    }

    @Test
    void aClientThatHasEndedItsDirectionSendsEverythingHoweverSlowTheServerIs() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            wire.head();
            await1(go);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"
                    + wire.take(3_000_000).length() + "\n");
        });
        try (origin) {
            for (Mode mode : new Mode[] {Mode.TCP, Mode.HTTP}) {
                try (Lab lab = new Lab().start(mode, origin.address);
                        Wire client = lab.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
                    client.send(new byte[3_000_000]);
                    client.socket.shutdownOutput();
                    await().until(() -> lab.counters().bytesIn() > 100_000);
                    go.countDown();
                    assertThat(client.message()).as("%s", mode).endsWith("3000000\n");
                }
            }
        }
    }

    private static void assertStopsGrowing(AtomicLong sent) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    long now = sent.get();
                    boolean still = now > 0 && now == last[0];
                    last[0] = now;
                    return still;
                });
    }
}
