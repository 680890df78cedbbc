package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.netns.plugin.Ballast;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Very many virtual routers, and adverts on a machine that has other things to do. Minutes, so only in the long version. */
@Timeout(300)
@EnabledIfSystemProperty(
        named = "solera.lab.soak",
        matches = "true",
        disabledReason = "takes minutes: ./solera soak runs it")
class ScaleIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MACVLANS = 4;
    private static final int INSTANCES_EACH = 250;
    private static final int VIPS_EACH = 12;

    @Test
    void aThousandVirtualRoutersWithTwelveThousandAddressesStart() throws IOException {
        try (Lab lab = Lab.open()) {
            Lan lan = lab.lan("scale");
            Host host = lab.host("many").join(lan, "eth0", "10.8.0.1/16");
            try (Node node = new Node(host)) {
                for (int m = 0; m < MACVLANS; m++) {
                    host.run("ip", "link", "add", "mv" + m, "link", "eth0", "type", "macvlan", "mode", "private");
                    host.run("ip", "addr", "add", "10.8.1." + (m + 1) + "/16", "dev", "mv" + m);
                    host.run("ip", "link", "set", "mv" + m, "up");
                    for (int i = 1; i <= INSTANCES_EACH; i++) {
                        node.vrrp("r" + m + "-" + i, router(m, i));
                    }
                }
                // The first start of all unpacks what the later ones find.
                node.start();
                node.stop();
                int all = MACVLANS * INSTANCES_EACH * VIPS_EACH;
                try (Arrivals arrivals = new Arrivals(host, all)) {
                    long began = System.nanoTime();
                    node.start();
                    await(all + " VIPs").atMost(SOON).until(arrivals::areAll);
                    Bar.holds(
                            "start of 1,000 virtual routers with 12,000 VIPs",
                            Duration.ofNanos(arrivals.lastNanos() - began),
                            Duration.ofSeconds(15));
                }
                assertThat(vips(host)).isEqualTo(all);

                // Past the second burst of claims.
                pause(Duration.ofSeconds(10));
                long ticks = cpuTicks(node);
                long adverts;
                try (Sniffer sniffer = Sniffer.on(lan)) {
                    long from = Sniffer.now();
                    pause(Duration.ofSeconds(30));
                    adverts = sniffer.since(from).stream()
                            .filter(f -> f.kind() == Seen.Kind.ADVERT)
                            .count();
                }
                double share = (cpuTicks(node) - ticks) / 30.0;
                System.out.println(
                        "figure: 1,000 virtual routers: " + share + " % of a core, adverts in 30 s: " + adverts);
                assertThat(adverts).isGreaterThan(28_000);
                assertThat(node.log()).doesNotContain("MASTER -> ");
            }
        }
    }

    @Test
    void advertsComeInTimeWhileEveryCoreIsBusyAndCollectionsAreForced() {
        try (Lab lab = Lab.open("jcmd")) {
            Lan lan = lab.lan("jit");
            Host host = lab.host("busy").join(lan, "eth0", "10.9.0.1/16");
            List<Process> busy = new ArrayList<>();
            try (Node node = new Node(host);
                    Sniffer sniffer = Sniffer.on(lan)) {
                node.vrrp("jitter", FailoverIT.instance(1, 3, 100).formatted(150) + "vip.jitter = 10.9.1.1/32\n");
                node.start();
                sniffer.awaitAdvert(1, Duo.FIRST, 0, SOON);
                for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                    busy.add(host.pipe("python3", "-c", "while True: pass"));
                }
                // Past the second burst of claims.
                pause(Duration.ofSeconds(10));
                long from = Sniffer.now();
                String pid =
                        Long.toString(node.appliance().process().orElseThrow().pid());
                for (int i = 0; i < 60; i++) {
                    Command.run(List.of("jcmd", pid, "GC.run"));
                    pause(Duration.ofSeconds(2));
                }
                List<Long> late = new ArrayList<>();
                long last = 0;
                for (Seen advert : sniffer.since(from)) {
                    if (advert.isAdvert(1)) {
                        if (last != 0) {
                            late.add(Math.abs(advert.atNanos() - last - 100_000_000L));
                        }
                        last = advert.atNanos();
                    }
                }
                late.sort(null);
                assertThat(late).hasSizeGreaterThan(1_150);
                Bar.note("advert jitter at 100 ms under load, median", Duration.ofNanos(late.get(late.size() / 2)));
                Bar.note("advert jitter at 100 ms under load, most", Duration.ofNanos(late.get(late.size() - 1)));
                Bar.holds(
                        "advert jitter at 100 ms under load, p99.9",
                        Duration.ofNanos(late.get((int) (late.size() * 0.999))),
                        Duration.ofMillis(5));
            } finally {
                busy.forEach(Process::destroyForcibly);
            }
        }
    }

    @Test
    void whoeverLooksAtAGigabyteOfObjectsDelaysNoAdvert() throws IOException {
        try (Lab lab = Lab.open("jcmd")) {
            Lan lan = lab.lan("heap");
            Host host = lab.host("heavy").join(lan, "eth0", "10.9.0.1/16");
            try (Node node = new Node(host);
                    Sniffer sniffer = Sniffer.on(lan)) {
                Path options = node.appliance().etc().resolve("jvm.options");
                node.write("jvm.options", Files.readString(options).replace("-Xmx256m", "-Xmx1600m"));
                node.vrrp("heap", FailoverIT.instance(1, 3, 100).formatted(150) + "vip.heap = 10.9.1.1/32\n");
                node.start();
                sniffer.awaitAdvert(1, Duo.FIRST, 0, SOON);
                Plugin.deploy(node, Ballast.class);
                await("the ballast").atMost(SOON).until(() -> node.sh("lb:schedulers")
                        .contains("ballast"));
                // Past the second burst of claims.
                pause(Duration.ofSeconds(6));
                String pid =
                        Long.toString(node.appliance().process().orElseThrow().pid());

                long from = Sniffer.now();
                Command.run(List.of("jcmd", pid, "GC.class_histogram"));
                Bar.note("class histogram of a heap of 1 GB", Duration.ofNanos(Sniffer.now() - from));
                pause(Duration.ofSeconds(3));
                Bar.holds(
                        "latest advert, class histogram of a heap of 1 GB",
                        latest(sniffer, from),
                        Duration.ofMillis(5));

                from = Sniffer.now();
                Path dump = node.appliance().home().resolve("data/tmp/heap.hprof");
                Command.run(List.of("jcmd", pid, "GC.heap_dump", dump.toString()));
                Bar.note("heap dump of a heap of 1 GB", Duration.ofNanos(Sniffer.now() - from));
                pause(Duration.ofSeconds(3));
                Bar.holds("latest advert, heap dump of a heap of 1 GB", latest(sniffer, from), Duration.ofMillis(5));
                assertThat(Files.size(dump)).isGreaterThan(900_000_000L);

                assertThat(node.transitions("heap")).noneMatch(t -> t.startsWith("MASTER ->"));
                assertThat(node.log()
                                .lines()
                                .filter(line -> line.contains("yields: "))
                                .count())
                        .as("each longer than the permit or not, once at most for each")
                        .isLessThanOrEqualTo(2);
            }
        }
    }

    /** Returns how much later than 100 ms after the one before it the latest advert came; after a yield's priority 0 time counts anew. */
    private static Duration latest(Sniffer sniffer, long from) {
        long most = 0;
        long last = 0;
        for (Seen advert : sniffer.since(from)) {
            if (advert.isAdvert(1)) {
                if (last != 0 && advert.priority() > 0) {
                    most = Math.max(most, advert.atNanos() - last - 100_000_000L);
                }
                last = advert.priority() == 0 ? 0 : advert.atNanos();
            }
        }
        assertThat(last).as("adverts until the end").isPositive();
        return Duration.ofNanos(most);
    }

    private static String router(int macvlan, int vrid) {
        StringBuilder text = new StringBuilder("interface = mv" + macvlan + "\nvrid = " + vrid + "\n");
        for (int v = 1; v <= VIPS_EACH; v++) {
            text.append("vip.v" + macvlan + "-" + vrid + "-" + v + " = 10." + (20 + macvlan * 20 + v) + "." + vrid / 250
                    + "." + vrid % 250 + "/32\n");
        }
        return text.toString();
    }

    /** Hears when a host has got so many addresses of one host each; listing thousands again and again would cost the machine more. */
    private static final class Arrivals implements AutoCloseable {
        private final Process monitor;
        private final int wanted;
        private final Set<String> there = new HashSet<>();
        private volatile long lastNanos;

        Arrivals(Host host, int wanted) {
            this.wanted = wanted;
            this.monitor = host.pipe("stdbuf", "-oL", "ip", "-rcvbuf", "33554432", "-o", "-4", "monitor", "address");
            Thread reader = new Thread(this::read, "arrivals");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = monitor.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int at = line.indexOf(" inet ");
                    int end = line.indexOf("/32 ");
                    if (at >= 0 && end > at && !line.startsWith("Deleted")) {
                        there.add(line.substring(at + 6, end));
                        if (there.size() == wanted && lastNanos == 0) {
                            lastNanos = System.nanoTime();
                        }
                    }
                }
            } catch (IOException e) {
                // It was closed.
            }
        }

        boolean areAll() {
            return lastNanos != 0;
        }

        long lastNanos() {
            return lastNanos;
        }

        @Override
        public void close() {
            monitor.destroyForcibly();
        }
    }

    private static long vips(Host host) {
        return host.run("ip", "-o", "-4", "addr", "show")
                .lines()
                .filter(l -> l.contains("/32"))
                .count();
    }

    /** Returns hundredths of a second of processor time that the appliance and what it started have had. */
    private static long cpuTicks(Node node) {
        ProcessHandle process = node.appliance().process().orElseThrow();
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(member -> {
                    try {
                        String stat = Files.readString(Path.of("/proc/" + member.pid() + "/stat"));
                        String[] words =
                                stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                        return Long.parseLong(words[11]) + Long.parseLong(words[12]);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .sum();
    }

    /** What is measured is what happens in that time. */
    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(5)).until(() -> System.nanoTime() - until >= 0);
    }
}
