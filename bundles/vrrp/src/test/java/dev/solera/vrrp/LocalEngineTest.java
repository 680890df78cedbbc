package dev.solera.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpDemand;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSecrets;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on its own threads. */
@Timeout(30)
class LocalEngineTest {
    private final Queue<String> journal = new ConcurrentLinkedQueue<>();

    @Test
    void itBecomesMasterAndGivesUpInGoodOrderWhenItIsShutDown() throws Exception {
        LocalEngine engine = new LocalEngine(new LonelyPort(), binder(0), network());
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        engine.listen(new VrrpListener() {
            @Override
            public void onTransition(String instance, VrrpTransition transition) {
                heard.add(instance + " " + transition.to());
            }

            @Override
            public void onTrouble(Instant at, String instance, String what) {
                heard.add(what);
            }
        });
        assertThat(engine.reports()).isEmpty();
        engine.apply(set());
        await().atMost(Duration.ofSeconds(10)).until(() -> journal.contains("bind"));
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("web MASTER"));
        assertThat(engine.reports()).extracting(r -> r.state()).containsExactly(VrrpState.MASTER);
        assertThat(engine.description()).isEqualTo("in this process, a lonely wire, no real-time priority");
        assertThat(engine.limits()).containsExactly("not today");
        engine.shutdown();
        assertThat(journal).containsSubsequence("advert 100", "bind", "advert 0", "release");
        assertThat(journal).contains("link closed");
        engine.shutdown();
        assertNoThreads();
    }

    @Test
    void aBinderThatHangsDoesNotHoldUpTheShutdown() throws Exception {
        LocalEngine engine = new LocalEngine(new LonelyPort(), binder(60_000), network());
        engine.apply(set());
        await().atMost(Duration.ofSeconds(10)).until(() -> journal.contains("bind"));
        long before = System.nanoTime();
        engine.shutdown();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(journal).contains("advert 0");
        assertNoThreads();
    }

    @Test
    void closingAloneLeavesTheAddresses() {
        LocalEngine engine = new LocalEngine(new LonelyPort(), binder(0), network());
        engine.apply(set());
        await().atMost(Duration.ofSeconds(10)).until(() -> journal.contains("bind"));
        engine.close();
        assertThat(journal).doesNotContain("advert 0", "release");
    }

    private static void assertNoThreads() {
        await().atMost(Duration.ofSeconds(5)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("vrrp-") && t.isAlive()));
    }

    private static VrrpSet set() {
        VrrpInstance instance = new VrrpInstance(
                "web",
                "eth0",
                51,
                3,
                100,
                Duration.ofMillis(50),
                List.of(new Vip("web", Addresses.parseIp("10.9.0.100"), 24, null, null, 0, true)),
                true,
                Duration.ZERO,
                Duration.ZERO,
                3,
                true,
                true,
                false,
                true,
                false,
                null,
                false,
                true,
                "none",
                new VrrpInstance.Unicast(List.of(), 255),
                new VrrpInstance.Announce(1, Duration.ZERO, Duration.ZERO, 1, 1, Duration.ZERO, Duration.ZERO),
                List.of(),
                List.of(),
                List.of());
        return new VrrpSet(
                List.of(new VrrpSpec(instance, VrrpSecrets.NONE, new VrrpDemand(100, null, null))),
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
    }

    private VipBinder binder(long hangMillis) {
        return new VipBinder() {
            private final Semaphore never = new Semaphore(0);

            @Override
            public List<String> limits() {
                return List.of();
            }

            @Override
            public List<Failure> prepare(List<Claim> claims) {
                return List.of();
            }

            @Override
            public List<Failure> bind(Claim claim) {
                journal.add("bind");
                try {
                    never.tryAcquire(hangMillis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }

            @Override
            public List<Failure> change(Claim before, Claim now) {
                return List.of();
            }

            @Override
            public List<Failure> renew(List<Claim> claims) {
                return List.of();
            }

            @Override
            public List<Failure> release(Claim claim) {
                journal.add("release");
                return List.of();
            }

            @Override
            public List<String> bound(Claim claim) {
                return List.of();
            }
        };
    }

    private static HostNetwork network() {
        HostNetwork.Interface eth0 = new HostNetwork.Interface(
                2,
                "eth0",
                new MacAddress(0x02000000000aL),
                1500,
                true,
                "up",
                List.of(new HostNetwork.Address(Addresses.parseIp("10.9.0.1"), 24, 0, true, false)));
        return new HostNetwork() {
            @Override
            public Optional<Interface> find(String name) {
                return name.equals("eth0") ? Optional.of(eth0) : Optional.empty();
            }

            @Override
            public boolean hasRoute(InetAddress destination, int prefix, @Nullable String device, int table) {
                return false;
            }

            @Override
            public AutoCloseable watch(Runnable changed) {
                return () -> {};
            }
        };
    }

    /** A wire without anybody else. */
    private final class LonelyPort implements PacketPort, PacketPort.Link {
        private final Semaphore woken = new Semaphore(0);

        @Override
        public String description() {
            return "a lonely wire";
        }

        @Override
        public List<String> limits() {
            return List.of();
        }

        @Override
        public String makeRealTime() {
            return "not today";
        }

        @Override
        public Link open(Request request) {
            return this;
        }

        @Override
        public void await(long untilNanos) {
            try {
                if (woken.tryAcquire(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void wake() {
            woken.release();
        }

        @Override
        public boolean receive(Frame into) {
            return false;
        }

        @Override
        public void send(byte[] frame, int length) {
            if (frame[12] == 0x08 && frame[13] == 0) {
                journal.add("advert " + (frame[36] & 0xff));
            }
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            journal.add("link closed");
        }
    }
}
