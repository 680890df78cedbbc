package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.solera.api.VrrpState;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A thousand virtual routers, and what an advert costs. */
class ScaleTest {
    @Test
    void aThousandRoutersOnFourInterfaces() {
        Lab lab = new Lab();
        lab.keepFrames = false;
        Host host = lab.host("10.9.0.1");
        host.journaling = false;
        List<VrrpSpec> specs = new ArrayList<>();
        for (int device = 0; device < 4; device++) {
            String name = "mv" + device;
            host.set(
                    Host.wired(name, 10 + device, new MacAddress(0x0200_0000_1000L + device), "10." + device + ".0.1"));
            for (int vrid = 1; vrid <= 250; vrid++) {
                Specs router = Specs.router(String.format("r%d-%03d", device, vrid), vrid, 100)
                        .on(name)
                        .announcing(1, Duration.ZERO, Duration.ZERO);
                for (int vip = 0; vip < 12; vip++) {
                    router.vip("v" + device + "-" + vrid + "-" + vip, "10." + device + "." + vrid + "." + (100 + vip));
                }
                specs.add(router.spec());
            }
        }
        host.apply(new VrrpSet(specs, List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30)));
        lab.runFor(4 * SECOND);
        assertThat(host.works.reports()).hasSize(1000).allMatch(r -> r.state() == VrrpState.MASTER);
        assertThat(host.packets.opened).isEqualTo(4);
        assertThat(host.bound()).hasSize(12_000);
        assertThat(host.kernel.values()).allMatch(lease -> lease.until() - lab.nanos() > 59 * SECOND);

        int renewals = host.renewals;
        lab.runFor(20 * SECOND);
        assertThat(host.renewals - renewals)
                .as("each once in 20 s, at most 256 at once")
                .isBetween(46, 60);
        lab.runFor(100 * SECOND);
        assertThat(host.bound()).as("no lease has ended").hasSize(12_000);
        assertThat(host.kernel.values()).allMatch(lease -> lease.until() - lab.nanos() > 39 * SECOND);
    }

    @Test
    void anAdvertSentOrHeardAllocatesNothing() {
        Quiet quiet = new Quiet();
        Works works = new Works(quiet, quiet, nothing(VipBinder.class), network());
        VrrpSpec spec = Specs.web(100).every(100).spec();
        works.apply(new VrrpSet(List.of(spec), List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30)));
        works.desk().step();
        works.loop().step();
        quiet.advance(SECOND);
        works.loop().step();
        assertThat(works.reports().get(0).state()).isEqualTo(VrrpState.MASTER);
        quiet.advance(10 * SECOND);
        works.loop().step(); // the second burst is over
        long sent = perRound(20_000, () -> {
            quiet.advance(100 * MS);
            works.loop().step();
        });
        assertThat(quiet.sent).isGreaterThan(40_000);
        assertThat(sent).as("bytes per advert sent").isZero();

        byte[] heard = quiet.last.clone();
        heard[14 + 15]++; // from 10.9.0.2
        heard[14 + 11]--;
        heard[34 + 2] = (byte) 200;
        heard[34 + 6] -= 100; // the checksum, first for the priority
        heard[34 + 7]--; // and then for the source
        quiet.next = heard;
        works.loop().step();
        assertThat(works.reports().get(0).counters()).containsEntry("advert_rcvd", 1L);
        assertThat(works.reports().get(0).state()).isEqualTo(VrrpState.BACKUP);
        long received = perRound(20_000, () -> {
            quiet.advance(100 * MS);
            quiet.next = heard;
            works.loop().step();
        });
        assertThat(works.reports().get(0).counters().get("advert_rcvd")).isGreaterThan(40_000);
        assertThat(received).as("bytes per advert heard").isZero();
    }

    /** Returns the bytes allocated per round, after as many to warm up; the least of several tries, for the compiler allocates too. */
    private static long perRound(int rounds, Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < rounds; j++) {
                round.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / rounds;
    }

    private static HostNetwork network() {
        HostNetwork.Interface eth0 = Host.wired("eth0", 2, new MacAddress(0x02000000000aL), "10.9.0.1");
        return new HostNetwork() {
            @Override
            public Optional<Interface> find(String name) {
                return Optional.of(eth0);
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

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> List.of()));
    }

    /** A port that keeps what was sent last and hears one frame at a time, without allocating. */
    private static final class Quiet implements PacketPort, PacketPort.Link, Ticks {
        private long now;
        byte[] last = new byte[0];
        byte[] next;
        long sent;

        void advance(long nanos) {
            now += nanos;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public long wallMillis() {
            return now / MS;
        }

        @Override
        public String description() {
            return "quiet";
        }

        @Override
        public List<String> limits() {
            return List.of();
        }

        @Override
        public @Nullable String makeRealTime() {
            return null;
        }

        @Override
        public Link open(Request request) {
            return this;
        }

        @Override
        public void await(long untilNanos) {}

        @Override
        public void wake() {}

        @Override
        public boolean receive(Frame into) {
            if (next == null) {
                return false;
            }
            System.arraycopy(next, 0, into.bytes, 0, next.length);
            into.length = next.length;
            into.atNanos = now;
            next = null;
            return true;
        }

        @Override
        public void send(byte[] frame, int length) {
            last = frame;
            sent++;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
