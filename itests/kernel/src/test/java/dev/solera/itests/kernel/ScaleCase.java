package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Forwarding;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.internal.AddressWatch;
import dev.solera.ipvs.internal.Director;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.netlink.GenericNetlink;
import dev.solera.netlink.NetlinkSocket;
import dev.solera.spi.Edit;
import dev.solera.spi.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 2,277 services with 37,205 destinations, against ipvsadm in the same kernel. */
class ScaleCase {
    private static final int SERVICES = 2277;
    private static final int DESTINATIONS = 37205;

    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger datagrams = new AtomicInteger();

    @Test
    void aLargeTableIsThereNoLaterThanIpvsadmHasItAndAChangeIsOneMessage() throws Exception {
        List<Edit> edits = new ArrayList<>();
        List<Spec.Real> reals = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        describe(edits, reals, rules);
        Path file = Files.write(Path.of(System.getProperty("solera.lab.folder", "/tmp"), "scale.rules"), rules);
        Sh.run("modprobe ip_vs; modprobe ip_vs_wrr; ip netns add oracle; ip -n oracle link set lo up");
        long theirs = System.nanoTime();
        Sh.run("ip netns exec oracle ipvsadm -R < " + file);
        theirs = System.nanoTime() - theirs;

        Director director = new Director(
                () -> new IpvsKernel(GenericNetlink.over(tapped(), Duration.ofSeconds(60)), Modules.NONE),
                AddressWatch::new,
                IpvsSettings.DEFAULT,
                Path.of(System.getProperty("solera.lab.folder", "/tmp"), "scale.owned"),
                System::nanoTime);
        director.read();
        long ours = System.nanoTime();
        assertThat(director.apply(edits)).isEmpty();
        ours = System.nanoTime() - ours;
        assertThat(changes).hasValue(SERVICES + DESTINATIONS);
        int calls = datagrams.get();
        assertThat(Sh.run("ipvsadm -Sn | sort | md5sum"))
                .isEqualTo(Sh.run("ip netns exec oracle ipvsadm -Sn | sort | md5sum"));

        long reading = System.nanoTime();
        assertThat(director.read()).hasSize(2 * SERVICES + DESTINATIONS);
        reading = System.nanoTime() - reading;
        changes.set(0);
        assertThat(director.apply(List.of())).isEmpty();
        assertThat(changes).hasValue(0);
        List<Long> singles = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Spec.Real before = reals.get(1000 + i);
            Spec.Real after = Site.weighing(before, 9);
            changes.set(0);
            long single = System.nanoTime();
            assertThat(director.apply(List.of(Site.change(before, after)))).isEmpty();
            singles.add(System.nanoTime() - single);
            assertThat(changes).hasValue(1);
        }
        assertThat(Sh.run("ipvsadm -Sn | grep -c -- '-w 9'").strip()).isEqualTo("5");
        director.release();
        director.close();
        String figures = ("%,d services, %,d destinations: ipvsadm -R %,d ms; Solera %,d ms in %,d system calls; "
                        + "reading them %,d ms; one weight %s ms")
                .formatted(
                        SERVICES,
                        DESTINATIONS,
                        millis(theirs),
                        millis(ours),
                        calls,
                        millis(reading),
                        singles.stream().map(ScaleCase::millis).toList());
        System.out.println(figures);
        Files.writeString(Path.of(System.getProperty("solera.lab.folder", "/tmp"), "scale.txt"), figures + "\n");
        assertThat(ours).as(figures).isLessThanOrEqualTo(theirs);
        assertThat(singles.stream().sorted().toList().get(2))
                .as(figures)
                .isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    /** The same services for both: ours as edits, ipvsadm's as rules. */
    private static void describe(List<Edit> edits, List<Spec.Real> reals, List<String> rules) {
        for (int i = 0; i < SERVICES; i++) {
            String name = "vs" + i;
            String vip = "10.1." + i / 250 + "." + (i % 250 + 1);
            edits.add(Site.add(Site.group(name, "wrr")));
            rules.add("-A -t " + vip + ":80 -s wrr");
            int members = DESTINATIONS / SERVICES + (i < DESTINATIONS % SERVICES ? 1 : 0);
            for (int m = 1; m <= members; m++) {
                String address = "10." + (100 + m) + "." + i / 250 + "." + (i % 250 + 1) + ":80";
                Spec.Real real = Site.real(name, m, address, 1 + m % 4, Forwarding.NAT);
                reals.add(real);
                edits.add(Site.add(real));
                rules.add("-a -t " + vip + ":80 -r " + address + " -m -w " + (1 + m % 4));
            }
        }
        for (int i = 0; i < SERVICES; i++) {
            edits.add(Site.add(Site.service("vs" + i, "10.1." + i / 250 + "." + (i % 250 + 1) + ":80")));
        }
    }

    private Tap tapped() throws dev.solera.netlink.NetlinkException {
        return new Tap(NetlinkSocket.open(NetlinkSocket.GENERIC, 1024 * 1024), changes, datagrams);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
