package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Inbound;
import dev.solera.api.Mode;
import dev.solera.spi.Edit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpFailureTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";

    @Test
    void withoutAServerTheAnswerIs503AndTheConnectionStays() throws Exception {
        try (Lab lab = new Lab().start(Mode.HTTP);
                Wire client = lab.client()) {
            for (int i = 0; i < 2; i++) {
                String answer = client.send(GET).message();
                assertThat(answer).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
                assertThat(answer).endsWith("\r\n\r\nno server is available\n");
            }
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .rest())
                    .startsWith("HTTP/1.1 503 ")
                    .endsWith("\r\n\r\n");
            assertThat(lab.counters().errors()).isEqualTo(3);
        }
    }

    @Test
    void aRefusedConnectionIsTriedAtAnotherServer() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.HTTP, Origin.nobody(), origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(POST).message()).endsWith("ok");
            }
            assertThat(origin.requests).hasSize(10);
            assertThat(lab.counters().retries()).isPositive();
            assertThat(lab.counters().errors()).isZero();
            assertThat(lab.real(1).errors()).isPositive();
        }
    }

    @Test
    void whenNoServerCanBeReachedTheAnswerIs503() throws Exception {
        try (Lab lab = new Lab()) {
            lab.retries = 1;
            lab.start(Mode.HTTP, Origin.nobody(), Origin.nobody());
            try (Wire client = lab.client()) {
                assertThat(client.send(POST).message())
                        .startsWith("HTTP/1.1 503 ")
                        .endsWith("no server could be reached\n");
            }
        }
    }

    @Test
    void aServerThatClosesWithoutAnAnswerIs502AndSeesAPostOnce() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        Origin origin = new Origin(wire -> {
            if (wire.message() != null) {
                posts.incrementAndGet();
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address, origin.address);
                Wire client = lab.client()) {
            assertThat(client.send(POST).message()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
            assertThat(posts).hasValue(1);
            assertThat(client.send(GET).message()).startsWith("HTTP/1.1 502 ");
            assertThat(posts).hasValue(2);
        }
    }

    @Test
    void aGetIsSentAgainWhenTheReusedConnectionTurnsOutDead() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Origin origin = new Origin(wire -> {
            int connection = connections.incrementAndGet();
            for (String m = wire.message(); m != null; m = wire.message()) {
                if (connection == 1 && m.contains("/second")) {
                    return; // closes without an answer
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + connection);
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).endsWith("\r\n\r\n1");
            client.send("GET /second HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.message()).endsWith("\r\n\r\n2");
            assertThat(lab.counters().retries()).isEqualTo(1);
        }
    }

    @Test
    void aPostNeverTravelsOnAReusedConnection() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                client.send(GET).message();
                client.send(POST).message();
            }
            assertThat(origin.connections).hasValue(4); // one for the first GET, one for each POST
        }
    }

    @Test
    void aSilentServerIs504() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            wire.message();
            await(end);
        });
        try (origin;
                Lab lab = new Lab()) {
            lab.server = Duration.ofMillis(150);
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                assertThat(client.send(POST).message())
                        .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                        .endsWith("the server did not answer within 150 ms\n");
                assertThat(lab.real(1).activeConnections()).isZero();
            }
        } finally {
            end.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHeadThatDoesNotComeIs408AndAnIdleConnectionEndsInSilence() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab()) {
            lab.request = Duration.ofMillis(150);
            lab.keepAlive = Duration.ofMillis(150);
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                assertThat(client.send("GET / HT").rest()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
            }
            try (Wire client = lab.client()) {
                assertThat(client.ends()).isTrue();
            }
            try (Wire client = lab.client()) {
                assertThat(client.send(GET).message()).endsWith("ok");
                assertThat(client.ends()).isTrue();
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeIs408() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab()) {
            lab.client = Duration.ofMillis(150);
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
                assertThat(client.rest()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
                assertThat(origin.requests).isEmpty();
            }
        }
    }

    @Test
    void aRefusedRequestEndsTheConnectionAndReachesNobody() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (String bad : List.of(
                    "GET / HTTP/1.1\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
                try (Wire client = lab.client()) {
                    assertThat(client.send(bad + GET).rest())
                            .startsWith("HTTP/1.1 400 Bad Request\r\n")
                            .contains("Connection: close\r\n")
                            .doesNotContain("200");
                }
            }
            assertThat(origin.requests).isEmpty();
            assertThat(lab.counters().errors()).isZero(); // the client's fault is not ours
        }
    }

    @Test
    void chunksDamagedOnTheWayEndBothConnections() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        Origin origin = new Origin(wire -> {
            if (wire.message() != null) {
                whole.incrementAndGet();
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request\r\n");
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void aServerIsNeverGivenMoreThanItsLimitAndTheRestWaitsInTurn() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Origin origin = new Origin(wire -> {
            while (wire.message() != null) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        try (origin;
                Lab lab = new Lab().group()) {
            lab.real(origin.address, 2);
            lab.service(Mode.HTTP);
            List<Wire> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(lab.client());
            }
            for (int round = 0; round < 20; round++) {
                for (Wire client : clients) {
                    client.send(round % 2 == 0 ? GET : POST);
                }
                for (Wire client : clients) {
                    assertThat(client.message()).endsWith("ok");
                }
            }
            assertThat(most.get()).isLessThanOrEqualTo(2);
            assertThat(lab.counters().queue()).isZero();
            assertThat(lab.real(1).requests()).isEqualTo(800);
            for (Wire client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoWaitsTooLongForASlotGets503() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            wire.message();
            await(end);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (origin;
                Lab lab = new Lab()) {
            lab.queue = Duration.ofMillis(150);
            lab.group().real(origin.address, 1);
            lab.service(Mode.HTTP);
            try (Wire first = lab.client();
                    Wire second = lab.client()) {
                first.send(GET);
                org.awaitility.Awaitility.await().until(() -> lab.real(1).activeConnections() == 1);
                assertThat(second.send(GET).message())
                        .startsWith("HTTP/1.1 503 ")
                        .endsWith("all servers are busy\n");
                end.countDown();
                assertThat(first.message()).endsWith("ok");
            }
        }
    }

    @Test
    void aServerThatComesUpServesThoseWhoWait() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Origin slow = new Origin(wire -> {
            wire.message();
            await(end);
        });
        try (slow;
                Origin fast = Origin.answering("fast");
                Lab lab = new Lab().group()) {
            lab.real(slow.address, 1);
            lab.service(Mode.HTTP);
            try (Wire first = lab.client();
                    Wire second = lab.client()) {
                first.send(GET);
                org.awaitility.Awaitility.await().until(() -> lab.real(1).activeConnections() == 1);
                second.send(GET);
                org.awaitility.Awaitility.await().until(() -> lab.counters().queue() == 1);
                lab.real(fast.address, 0);
                assertThat(second.message()).endsWith("fast");
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void whenTheClientLeavesTheServersSlotIsFree() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            wire.message();
            await(end);
        });
        try (origin;
                Lab lab = new Lab().group()) {
            lab.real(origin.address, 1);
            lab.service(Mode.HTTP);
            try (Wire client = lab.client()) {
                client.send(GET);
                org.awaitility.Awaitility.await().until(() -> lab.real(1).activeConnections() == 1);
                client.reset();
                org.awaitility.Awaitility.await()
                        .until(() -> lab.real(1).activeConnections() == 0
                                && lab.counters().activeConnections() == 0);
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void aServerRemovedWhileItServesFinishesAndAtTheDeadlineIsCut() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            String request = wire.message();
            await(request.contains("/never") ? never : answer);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire first = lab.client();
                Wire second = lab.client()) {
            first.send(GET);
            second.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
            org.awaitility.Awaitility.await().until(() -> lab.real(1).activeConnections() == 2);
            lab.apply(new Edit.Remove(
                    new dev.solera.spi.Ref.Real(new dev.solera.api.RealServerRef("web", "s1")),
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500)));
            answer.countDown();
            assertThat(first.message()).endsWith("ok");
            assertThat(first.send(GET).message()).startsWith("HTTP/1.1 503 ");
            assertThat(second.rest()).isEmpty();
        } finally {
            never.countDown();
        }
    }

    @Test
    void aBodyLongerThanAllowedIsRefusedWhenItSaysSoAndCutWhenItDoesNot() throws Exception {
        Lab lab = new Lab();
        lab.inbound = new Inbound(
                Inbound.Header.OFF, List.of(), 0, Duration.ofSeconds(5), Map.of(), Inbound.Datagrams.DEFAULT, 5);
        String post = "POST / HTTP/1.1\r\nHost: x\r\n";
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.start(Mode.HTTP, origin.address)) {
            try (Wire client = started.client()) {
                client.send(post + "Content-Length: 5\r\n\r\n12345");
                assertThat(client.message()).endsWith("hello");
                client.send(post + "Content-Length: 6\r\n\r\n");
                assertThat(client.message()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
            }
            try (Wire client = started.client()) {
                client.send(post + "Transfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n2\r\n12\r\n0\r\n\r\n");
                assertThat(client.message()).startsWith("HTTP/1.1 413 ");
            }
            assertThat(origin.requests).hasSize(1);
        }
    }
}
