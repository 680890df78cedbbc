package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import dev.solera.api.Presence;
import dev.solera.spi.Ages;
import dev.solera.spi.Edit;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes no new flows finishes those it has, and its connections end with them. */
@Timeout(60)
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(1);

    @Test
    void theLastAnswerOfAServerOnItsWayOutEndsTheClientsConnection() throws Exception {
        try (Origin slow = slow();
                Lab lab = new Lab().start(Mode.HTTP, slow.address)) {
            try (Wire client = lab.client()) {
                client.send(GET);
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                become(lab, slow, Presence.KEPT);
                drained.countDown();
                assertThat(client.message())
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("Connection: close")
                        .endsWith("ok");
                assertThat(client.message()).isNull();
            }
            await().until(() -> slow.open.get() == 0);
        }
    }

    @Test
    void connectionsThatWaitForARequestAreClosed() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            try (Wire client = lab.client()) {
                assertThat(client.send(GET).message())
                        .doesNotContain("Connection: close")
                        .endsWith("ok");
                assertThat(origin.open.get()).isEqualTo(1);
                become(lab, origin, Presence.LEAVING);
                await().until(() -> origin.open.get() == 0);
            }
        }
    }

    @Test
    void whoHasWaitedLongEnoughClosesWhatIsLeft() throws Exception {
        try (Origin slow = slow();
                Lab lab = new Lab().start(Mode.HTTP, slow.address);
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            become(lab, slow, Presence.KEPT);
            assertThat(lab.real(1).activeConnections()).isEqualTo(1);
            become(lab, slow, Presence.CUT);
            assertThat(client.message()).isNull();
            await().until(() -> lab.real(1).activeConnections() == 0);
        } finally {
            drained.countDown();
        }
    }

    @Test
    void aTunnelIsClosedAsWell() throws Exception {
        try (Origin echo = new Origin(wire -> wire.send(wire.message()).message());
                Lab lab = new Lab().start(Mode.TCP, echo.address);
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).startsWith("GET /");
            become(lab, echo, Presence.KEPT);
            become(lab, echo, Presence.CUT);
            assertThat(client.message()).isNull();
        }
    }

    @Test
    void agesOfFlowsThatHaveEndedAreKnown() throws Exception {
        try (Origin slow = slow();
                Lab lab = new Lab().start(Mode.HTTP, slow.address);
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            Ref.Real real =
                    (Ref.Real) Lab.spec(1, slow.address, 0, Presence.SERVING).ref();
            assertThat(lab.plane.ages(real).count()).isZero();
            long seen = System.nanoTime();
            await().until(() -> System.nanoTime() - seen > TimeUnit.MILLISECONDS.toNanos(150));
            drained.countDown();
            assertThat(client.message()).endsWith("ok");
            Ages ages = lab.plane.ages(real);
            assertThat(ages.count()).isEqualTo(1);
            assertThat(ages.olderThan(50)).isEqualTo(1);
        }
    }

    private Origin slow() throws Exception {
        return new Origin(wire -> {
            while (wire.message() != null) {
                asked.countDown();
                try {
                    drained.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    private static void become(Lab lab, Origin origin, Presence presence) {
        Spec.Real now = Lab.spec(1, origin.address, 0, presence);
        Spec before = lab.plane.read().get(now.ref());
        lab.apply(new Edit.Change(before, now));
    }
}
