package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.ApplianceEvent;
import dev.solera.api.Caller;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.engine.Engine;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.internal.AddressWatch;
import dev.solera.ipvs.internal.Director;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.netlink.GenericNetlink;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A configuration of 2,277 services with 37,205 destinations, as files, through core into the kernel; ipvsadm in the same kernel beside it. */
class ScaleCase {
    private static final Instant BEGAN = Instant.now();
    private static final long BEGAN_NANOS = System.nanoTime();

    private static final int SERVICES = 2277;
    private static final int DESTINATIONS = 37205;
    private static final Caller OPERATOR = new Caller("operator", "test");

    private final Path lab = Path.of(System.getProperty("solera.lab.folder", "/tmp"));
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger datagrams = new AtomicInteger();
    /** When a set was read and accepted. */
    private final AtomicLong readNanos = new AtomicLong();

    private Path folder;
    private IpvsPlane plane;
    private Stopwatch stopwatch;

    @Test
    void aLargeSetIsThereNoLaterThanIpvsadmHasItAndAChangeIsOneMessage() throws Exception {
        folder = Files.createTempDirectory("scale");
        Path rules = describe();
        Sh.run("modprobe ip_vs; modprobe ip_vs_wrr; ip netns add oracle; ip -n oracle link set lo up");
        long theirs = System.nanoTime();
        Sh.run("ip netns exec oracle ipvsadm -R < " + rules);
        theirs = System.nanoTime() - theirs;
        String expected = Sh.run("ip netns exec oracle ipvsadm -Sn | sort | md5sum");

        long ours;
        int calls;
        List<Long> singles = new ArrayList<>();
        List<Long> applied = new ArrayList<>();
        try (Engine reader = engine()) {
            // The first set of all is brought about before anybody is told of it: there is nothing to count from.
            reader.start();
        }
        try (Engine engine = start()) {
            ours = sinceRead();
            calls = datagrams.get();
            assertThat(changes).as("changes on the wire").hasValue(SERVICES + DESTINATIONS);
            assertThat(Sh.run("ipvsadm -Sn | sort | md5sum")).isEqualTo(expected);

            changes.set(0);
            edit(engine, "solera.pool-vs7.cfg", "^", "# nothing but a remark\n");
            assertThat(changes).as("changes for a remark").hasValue(0);
            for (int i = 0; i < 5; i++) {
                changes.set(0);
                edit(engine, "solera.pool-vs" + (1000 + i) + ".cfg", "weight=[0-9]+", "weight=9");
                singles.add(sinceRead());
                assertThat(sinceRead()).as("the answer comes after the set").isPositive();
                applied.add(stopwatch.applyNanos());
                assertThat(changes).as("changes for one weight").hasValue(1);
            }
            assertThat(Sh.run("ipvsadm -Sn | grep -c -- '-w 9'").strip()).isEqualTo("5");
        }
        expected = Sh.run("ipvsadm -Sn | sort | md5sum");

        changes.set(0);
        long again;
        try (Engine engine = start()) {
            again = System.nanoTime() - readNanos.get();
            assertThat(changes).as("changes after a restart").hasValue(0);
            assertThat(plane.read()).hasSize(2 * SERVICES + DESTINATIONS);
            assertThat(Sh.run("ipvsadm -Sn | sort | md5sum")).isEqualTo(expected);
        }
        String figures =
                ("%,d services, %,d destinations: ipvsadm -R %,d ms; Solera, from the set read to the last answer, %,d ms in %,d "
                                + "system calls; restart with nothing to do %,d ms; one weight %s ms, of which %s in the plane")
                        .formatted(
                                SERVICES,
                                DESTINATIONS,
                                millis(theirs),
                                millis(ours),
                                calls,
                                millis(again),
                                singles.stream().map(ScaleCase::millis).toList(),
                                applied.stream().map(ScaleCase::millis).toList());
        System.out.println(figures);
        Files.writeString(lab.resolve("scale.txt"), figures + "\n");
        assertThat(ours).as(figures).isLessThanOrEqualTo(theirs);
        for (List<Long> each : List.of(singles, applied)) {
            // All but one may have been held up by whatever else the machine does.
            assertThat(each.stream().sorted().toList().get(1))
                    .as(figures)
                    .isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Starts core on the files; returns when what they say is in the kernel. */
    private Engine start() {
        if (plane != null) {
            plane.close();
        }
        plane = new IpvsPlane(new Director(
                () -> new IpvsKernel(GenericNetlink.over(tapped(), Duration.ofSeconds(60)), Modules.NONE),
                AddressWatch::new,
                IpvsSettings.DEFAULT,
                folder.resolve("owned"),
                System::nanoTime));
        stopwatch = new Stopwatch(plane);
        Engine engine = engine();
        engine.addPlane(stopwatch.plane());
        engine.start();
        return engine;
    }

    private Engine engine() {
        return new Engine(
                folder.resolve("etc"),
                folder.resolve("data"),
                new PluginTable(),
                Clock.systemUTC(),
                event -> {
                    if (event instanceof ApplianceEvent.SetApplied set) {
                        readNanos.set(
                                BEGAN_NANOS + Duration.between(BEGAN, set.at()).toNanos());
                    }
                },
                // At a start there is no such event.
                set -> readNanos.set(System.nanoTime()));
    }

    /** Changes the first match in a file of the configuration. */
    private static void edit(Engine engine, String file, String pattern, String by) {
        assertThat(engine.editFile(file, OPERATOR, before -> new String(before, StandardCharsets.UTF_8)
                        .replaceFirst(pattern, by)
                        .getBytes(StandardCharsets.UTF_8)))
                .as("why it is not on disk")
                .isNull();
    }

    /** The time from a set read, compared with the one before and in force to the kernel's last answer. */
    private long sinceRead() {
        return stopwatch.applyEndedNanos() - readNanos.get();
    }

    /** The same services for both: ours as files of a configuration, ipvsadm's as rules. Returns the rules. */
    private Path describe() throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            String vip = "10.1." + i / 250 + "." + (i % 250 + 1);
            StringBuilder pool = new StringBuilder("scheduler = wrr\n");
            rules.add("-A -t " + vip + ":80 -s wrr");
            int members = DESTINATIONS / SERVICES + (i < DESTINATIONS % SERVICES ? 1 : 0);
            for (int m = 1; m <= members; m++) {
                String address = "10." + (100 + m) + "." + i / 250 + "." + (i % 250 + 1) + ":80";
                int weight = 1 + m % 4;
                pool.append("real.web" + m + " = " + address + " weight=" + weight + "\n");
                rules.add("-a -t " + vip + ":80 -r " + address + " -m -w " + weight);
            }
            Files.writeString(etc.resolve("solera.pool-vs" + i + ".cfg"), pool);
            Files.writeString(
                    etc.resolve("solera.virtualserver-vs" + i + ".cfg"),
                    "mode = tcp\ndataplane = ipvs\nlisten = " + vip + ":80\npool = vs" + i + "\n");
        }
        return Files.write(lab.resolve("scale.rules"), rules);
    }

    private Tap tapped() throws NetlinkException {
        return new Tap(NetlinkSocket.open(NetlinkSocket.GENERIC, 1024 * 1024), changes, datagrams);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
