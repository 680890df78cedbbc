package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Addresses;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlaneTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void saysWhatItIs() {
        try (Lab lab = new Lab()) {
            assertThat(lab.plane.name()).isEqualTo("proxy");
            assertThat(lab.plane.capabilities().description()).matches("(epoll|io_uring|nio), 2 event loops");
            assertThat(lab.plane.capabilities().modes()).containsExactlyInAnyOrder(Mode.values());
            assertThat(lab.plane.capabilities().protocols()).containsExactlyInAnyOrder(Protocol.TCP, Protocol.UDP);
        }
    }

    @Test
    void showsWhatIsThereAndNothingElse() throws Exception {
        try (Lab lab = new Lab()) {
            Spec.Real real = lab.group().real(Origin.nobody());
            lab.service(Mode.HTTP);
            assertThat(lab.plane.read())
                    .containsOnlyKeys(Lab.POOL, real.ref(), Lab.WEB)
                    .containsEntry(real.ref(), real);
            lab.apply(new Edit.Remove(Lab.WEB, Edit.Remove.NO_DEADLINE));
            lab.apply(new Edit.Remove(real.ref(), Edit.Remove.NO_DEADLINE));
            lab.apply(new Edit.Remove(Lab.POOL, Edit.Remove.NO_DEADLINE));
            assertThat(lab.plane.read()).isEmpty();
            assertThat(lab.counters().totalConnections()).isZero();
        }
    }

    @Test
    void whatCannotBeListenedOnIsRefusedAsAWhole() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Lab lab = new Lab()) {
            InetSocketAddress free = Origin.nobody();
            Spec.Service service =
                    lab.serviceSpec("web", Mode.HTTP, free, (InetSocketAddress) taken.getLocalSocketAddress());
            List<Failure> failures = lab.plane.apply(List.of(new Edit.Add(lab.groupSpec()), new Edit.Add(service)));
            assertThat(failures)
                    .containsExactly(new Failure(
                            Lab.WEB,
                            "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": address already in use"));
            assertThat(lab.plane.read()).containsOnlyKeys(Lab.POOL);
            await().untilAsserted(() -> new ServerSocket(free.getPort(), 1, free.getAddress()).close());
        }
    }

    @Test
    void listensOnTcpAndInModeTcpOnUdp() {
        try (Lab lab = new Lab()) {
            List<Listener> udp = List.of(new Listener("main", lab.listen, Protocol.UDP));
            List<Listener> sctp = List.of(new Listener("main", lab.listen, Protocol.SCTP));
            assertThat(lab.plane.apply(List.of(new Edit.Add(lab.serviceSpec("web", Mode.HTTP, udp)))))
                    .containsExactly(new Failure(
                            Lab.WEB, "proxy cannot listen on udp in mode http (expected: tcp; udp in mode tcp)"));
            assertThat(lab.plane.apply(List.of(new Edit.Add(lab.serviceSpec("web", Mode.TCP, sctp)))))
                    .containsExactly(new Failure(
                            Lab.WEB, "proxy cannot listen on sctp in mode tcp (expected: tcp; udp in mode tcp)"));
        }
    }

    @Test
    void anAddressBelongsToOneVirtualServer() throws Exception {
        InetSocketAddress address = Origin.nobody();
        try (Lab lab = new Lab().group()) {
            lab.apply(new Edit.Add(lab.serviceSpec("web", Mode.HTTP, address)));
            assertThat(lab.plane.apply(List.of(new Edit.Add(lab.serviceSpec("other", Mode.HTTP, address)))))
                    .containsExactly(new Failure(
                            new Ref.Service("other"),
                            "cannot listen on " + Addresses.text(address)
                                    + ": address already in use by virtual server web"));
        }
    }

    @Test
    void listenersComeAndGoWithoutTouchingTheOthers() throws Exception {
        InetSocketAddress first = Origin.nobody();
        InetSocketAddress second = Origin.nobody();
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().group()) {
            lab.real(origin.address);
            Spec.Service one = lab.serviceSpec("web", Mode.HTTP, first);
            lab.apply(new Edit.Add(one));
            try (Wire open = Wire.to(first)) {
                assertThat(open.send(GET).message()).endsWith("ok");
                Spec.Service both = lab.serviceSpec("web", Mode.HTTP, first, second);
                lab.apply(new Edit.Change(one, both));
                try (Wire client = Wire.to(second)) {
                    assertThat(client.send(GET).message()).endsWith("ok");
                }
                Spec.Service other = lab.serviceSpec("web", Mode.HTTP, second);
                lab.apply(new Edit.Change(both, other));
                assertThat(open.send(GET).message()).endsWith("ok");
                await().untilAsserted(() -> assertThat(refuses(first)).isTrue());
                assertThat(lab.counters().totalConnections()).isEqualTo(2);
            }
        }
    }

    private static boolean refuses(InetSocketAddress address) {
        try (Wire client = Wire.to(address)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aVirtualServerIsRenamedWithoutARefusedConnection() throws Exception {
        InetSocketAddress address = Origin.nobody();
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().group()) {
            lab.real(origin.address);
            lab.apply(new Edit.Add(lab.serviceSpec("a", Mode.HTTP, address)));
            AtomicBoolean stop = new AtomicBoolean();
            List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread client = new Thread(() -> {
                    while (!stop.get()) {
                        try (Wire wire = Wire.to(address)) {
                            String answer = wire.send(GET).message();
                            if (answer == null || !answer.endsWith("ok")) {
                                wrong.add(String.valueOf(answer));
                            }
                        } catch (IOException e) {
                            wrong.add(e.toString());
                        }
                    }
                });
                client.start();
                clients.add(client);
            }
            String name = "a";
            for (int i = 0; i < 50; i++) {
                String next = name.equals("a") ? "b" : "a";
                Edit add = new Edit.Add(lab.serviceSpec(next, Mode.HTTP, address));
                Edit remove = new Edit.Remove(new Ref.Service(name), Edit.Remove.NO_DEADLINE);
                // In either order.
                lab.apply(i % 2 == 0 ? new Edit[] {remove, add} : new Edit[] {add, remove});
                name = next;
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join(10_000);
            }
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void aRemovedVirtualServerLetsExchangesEndAndSaysSo() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Origin origin = new Origin(wire -> {
            while (wire.message() != null) {
                try {
                    assertThat(answer.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            InetSocketAddress address = lab.address();
            try (Wire busy = lab.client();
                    Wire idle = lab.client()) {
                busy.send(GET);
                await().until(() -> lab.real(1).activeConnections() == 1);
                await().until(() -> lab.counters().totalConnections() == 2);
                lab.apply(new Edit.Remove(Lab.WEB, Edit.Remove.NO_DEADLINE));
                await().untilAsserted(() -> assertThat(refuses(address)).isTrue());
                answer.countDown();
                assertThat(busy.rest())
                        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                assertThat(idle.ends()).isTrue();
            }
        }
    }

    @Test
    void atTheDeadlineWhatIsLeftOfARemovedVirtualServerIsCut() throws Exception {
        try (Origin origin = new Origin(Wire::rest);
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            client.send("a");
            await().until(() -> lab.counters().bytesIn() == 1);
            lab.apply(new Edit.Remove(Lab.WEB, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300)));
            client.send("b");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void connectionsBeyondTheLimitWaitUntilOneEnds() throws Exception {
        for (Transport transport : new Transport[] {Transport.AUTO, Transport.NIO}) {
            try (Origin origin = Origin.answering("ok");
                    Lab lab = new Lab(Lab.SETTINGS.with(transport))) {
                lab.maxConnections = 2;
                lab.start(Mode.HTTP, origin.address);
                List<Wire> waiting = new ArrayList<>();
                try (Wire a = lab.client();
                        Wire b = lab.client()) {
                    assertThat(a.send(GET).message()).endsWith("ok");
                    assertThat(b.send(GET).message()).endsWith("ok");
                    for (int i = 0; i < 8; i++) {
                        waiting.add(lab.client().send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
                    }
                    assertThat(a.send(GET).message()).endsWith("ok");
                    assertThat(lab.counters().activeConnections()).isEqualTo(2);
                    assertThat(lab.counters().totalConnections()).isEqualTo(2);
                }
                for (Wire client : waiting) {
                    assertThat(client.message()).endsWith("ok");
                    client.close();
                }
                assertThat(lab.counters().totalConnections()).isEqualTo(10);
            }
        }
    }

    @Test
    void anEndInHasteDoesNotWaitForTheWholeDrain() throws Exception {
        ProxySettings s = Lab.SETTINGS;
        ProxySettings patient = new ProxySettings(
                s.transport(),
                1,
                0,
                16384,
                8192,
                100,
                65536,
                128,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                s.tlsLibrary(),
                ProxySettings.Http2.DEFAULT);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Lab lab = new Lab(patient)
                        .start(Mode.HTTP, new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()));
                Wire client = lab.client().send(GET);
                Socket taken = silent.accept()) {
            assertThat(taken.getInputStream().read()).isEqualTo('G');
            assertThat(CompletableFuture.runAsync(() -> lab.plane.close(Duration.ofMillis(100))))
                    .succeedsWithin(Duration.ofSeconds(10));
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void thePlaneHasALimitOfItsOwnThatCanBeRaised() throws Exception {
        ProxySettings settings = Lab.SETTINGS.withMaxConnections(1);
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab(settings).start(Mode.HTTP, origin.address);
                Wire a = lab.client()) {
            assertThat(a.send(GET).message()).endsWith("ok");
            try (Wire b = lab.client().send(GET)) {
                assertThat(a.send(GET).message()).endsWith("ok");
                assertThat(lab.counters().totalConnections()).isEqualTo(1);
                lab.plane.update(settings.withMaxConnections(10));
                assertThat(b.message()).endsWith("ok");
            }
        }
    }

    @Test
    void aServerThatMovesIsReachedAtItsNewAddressWithItsCountersKept() throws Exception {
        try (Origin here = Origin.answering("here");
                Origin there = Origin.answering("there");
                Lab lab = new Lab().group()) {
            Spec.Real from = lab.real(here.address);
            lab.service(Mode.HTTP);
            try (Wire client = lab.client()) {
                assertThat(client.send(GET).message()).endsWith("\r\n\r\nhere");
                Spec.Real to = Lab.spec(from.id(), there.address, 0, Presence.SERVING);
                lab.apply(new Edit.Change(from, to));
                assertThat(client.send(GET).message()).endsWith("\r\n\r\nthere");
                assertThat(lab.real(1).requests()).isEqualTo(2);
            }
        }
    }

    @Test
    void serversThatMayNotTakeNewFlowsAreNotPicked() throws Exception {
        try (Origin a = Origin.answering("a");
                Origin b = Origin.answering("b");
                Lab lab = new Lab().group()) {
            Spec.Real first = lab.real(a.address);
            lab.real(b.address);
            lab.service(Mode.HTTP);
            lab.apply(new Edit.Change(first, Lab.spec(1, first.address(), 0, Presence.LEAVING)));
            try (Wire client = lab.client()) {
                for (int i = 0; i < 4; i++) {
                    assertThat(client.send(GET).message()).endsWith("\r\n\r\nb");
                }
            }
            assertThat(lab.plane
                            .counters(new Ref.Real(new RealServerRef("web", "s1")))
                            .requests())
                    .isZero();
        }
    }

    @Test
    void aProbeOfAnOuterBalancerIsAnsweredByItself() throws Exception {
        try (Lab lab = new Lab().service(Mode.HEALTH);
                Wire http = lab.client();
                Wire silent = lab.client()) {
            assertThat(http.send("GET / HTTP/1.0\r\n\r\n").rest()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(silent.rest()).isEqualTo("OK");
        }
    }

    @Test
    void idleConnectionsToServersNeverOutnumberTheClientsAllowed() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab(Lab.SETTINGS.withMaxConnections(2).withEventLoops(1))) {
            lab.start(Mode.HTTP, origin.address, origin.address, origin.address, origin.address);
            try (Wire client = lab.client()) {
                for (int i = 0; i < 12; i++) {
                    assertThat(client.send(GET).message()).endsWith("ok");
                }
                await().untilAsserted(() -> assertThat(origin.open).hasValueLessThanOrEqualTo(2));
            }
        }
    }

    @Test
    void worksOnEachTransport() throws Exception {
        for (Transport transport : Transport.values()) {
            try (Origin origin = Origin.answering("ok");
                    Lab lab = new Lab(Lab.SETTINGS.with(transport)).start(Mode.HTTP, origin.address)) {
                for (int i = 0; i < 8; i++) {
                    try (Wire client = lab.client()) {
                        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                        assertThat(client.message()).endsWith("ok");
                        client.send(GET);
                        client.socket.shutdownOutput();
                        assertThat(client.message()).endsWith("ok");
                        assertThat(client.ends()).isTrue();
                    }
                }
                if (transport != Transport.AUTO
                        && lab.plane.capabilities().limits().isEmpty()) {
                    assertThat(lab.plane.capabilities().description()).startsWith(transport.text() + ",");
                }
            }
        }
    }
}
