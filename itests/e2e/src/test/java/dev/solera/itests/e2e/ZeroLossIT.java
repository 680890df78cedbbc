package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Something changes each second while requests come over HTTP and TLS: nothing is lost, nothing is done twice. {@code
 * -Dsolera.change.s} is how long; 12 s without it.
 */
@Timeout(900)
class ZeroLossIT {
    private static final int SECONDS = Integer.getInteger("solera.change.s", 12);

    @AfterEach
    void stop() {
        Load.stopAll();
    }

    @Test
    void noRequestIsLostWhileListenersCertificatesAndSchedulersChange() throws Exception {
        try (Site site = Site.with(3)) {
            Appliance appliance = site.appliance();
            int tlsPort = Appliance.freePort();
            int extra = Appliance.freePort();
            Tls.certificate(appliance.etc(), "first");
            appliance.write("solera.tls-site.cfg", "cert = certs/site.pem\n");
            appliance.write("solera.virtualserver-secure.cfg", secure(tlsPort, null));
            await().atMost(Duration.ofSeconds(20)).until(() -> answers(tlsPort));
            long drops = listenDrops();
            Load plain = Load.on(site.port(), 4);
            Load secure = Load.on(() -> new Client(Tls.connect(tlsPort)), 4);
            AtomicInteger changes = new AtomicInteger();
            ScheduledExecutorService eachSecond = Executors.newSingleThreadScheduledExecutor();
            ScheduledFuture<?> changing = eachSecond.scheduleAtFixedRate(
                    () -> change(site, changes.getAndIncrement(), tlsPort, extra), 0, 1, TimeUnit.SECONDS);
            try {
                await(SECONDS + " changes")
                        .atMost(Duration.ofSeconds(SECONDS + 60))
                        .until(() -> changing.isDone() || changes.get() >= SECONDS);
            } finally {
                eachSecond.shutdown();
                assertThat(eachSecond.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(changing.isCancelled()).as("no change has failed").isTrue();
            assertThat(plain.stop().failures()).isEmpty();
            assertThat(secure.stop().failures()).isEmpty();
            List<String> posted = new ArrayList<>(plain.posted());
            posted.addAll(secure.posted());
            assertThat(posted).hasSizeGreaterThan(SECONDS);
            for (String id : posted) {
                int seen = Stream.of(1, 2, 3)
                        .map(i -> site.backend(i).seen())
                        .map((Map<String, AtomicInteger> of) -> of.get(id))
                        .mapToInt(n -> n == null ? 0 : n.get())
                        .sum();
                assertThat(seen).as(id).isEqualTo(1);
            }
            assertThat(listenDrops() - drops).as("ListenDrops").isZero();
            System.out.println("zero loss: " + changes.get() + " changes, " + (plain.done() + secure.done())
                    + " requests, " + posted.size() + " POSTs");
        }
    }

    private static void change(Site site, int round, int tlsPort, int extra) {
        Appliance appliance = site.appliance();
        switch (round % 3) {
            case 0 ->
                appliance.write(
                        "solera.pool-web.cfg",
                        round % 2 == 0 ? site.poolFile().replace("roundrobin", "leastconn") : site.poolFile());
            case 1 -> {
                try {
                    Tls.certificate(appliance.etc(), "c" + round);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            default ->
                appliance.write("solera.virtualserver-secure.cfg", secure(tlsPort, round % 2 == 0 ? extra : null));
        }
    }

    private static String secure(int port, Integer extra) {
        return "mode = http\nlisten.main = 127.0.0.1:" + port + " tls=site\npool = web\n"
                + (extra == null ? "" : "listen.extra = 127.0.0.1:" + extra + "\n");
    }

    private static boolean answers(int port) {
        try (Client client = new Client(Tls.connect(port))) {
            return client.get("/").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Connections that the kernel turned away since it started, in this network namespace. */
    private static long listenDrops() throws IOException {
        String[] names = {};
        for (String line : Files.readAllLines(Path.of("/proc/net/netstat"))) {
            if (line.startsWith("TcpExt: ") && names.length == 0) {
                names = line.split(" ");
            } else if (line.startsWith("TcpExt: ")) {
                return Long.parseLong(line.split(" ")[List.of(names).indexOf("ListenDrops")]);
            }
        }
        throw new IOException("no ListenDrops in /proc/net/netstat");
    }
}
