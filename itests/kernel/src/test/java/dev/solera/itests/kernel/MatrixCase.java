package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.Protocol;
import dev.solera.ipvs.kernel.Change;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.DestinationState;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.KernelService;
import dev.solera.ipvs.kernel.Method;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.ipvs.kernel.Refusal;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.ipvs.kernel.ServiceState;
import dev.solera.ipvs.kernel.SyncDaemon;
import dev.solera.ipvs.kernel.Timeouts;
import dev.solera.ipvs.kernel.Tunnel;
import dev.solera.netlink.NetlinkException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver writes what ipvsadm writes: ours in the first namespace, ipvsadm's own in a second one. */
class MatrixCase {
    private static final List<String> SCHEDULERS =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh");
    private static final String ORACLE = "ip netns exec oracle ipvsadm ";

    private final IpvsKernel kernel = open();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<KernelService, List<KernelDestination>> wanted = new LinkedHashMap<>();

    @BeforeEach
    void oracle() throws Exception {
        kernel.info();
        kernel.flush();
        Sh.run("ip netns add oracle && ip -n oracle link set lo up"); // no destination without a table of local
        // addresses
    }

    @AfterEach
    void clear() throws Exception {
        kernel.flush();
        kernel.close();
        Sh.run("ip netns delete oracle");
    }

    @Test
    void everySchedulerMethodAndFlagOfBothFamiliesIsWhatIpvsadmMakes() throws Exception {
        int number = 0;
        for (Family family : Family.values()) {
            for (String scheduler : SCHEDULERS) {
                for (Way way : Way.ALL) {
                    for (Option option : Option.of(scheduler)) {
                        number++;
                        service(family, number, scheduler, way, option);
                    }
                }
            }
        }
        compare();
        assertThat(wanted).hasSizeGreaterThan(1000);
    }

    @Test
    void everyProtocolMarkThresholdAndMixOfFamiliesIsWhatIpvsadmMakes() throws Exception {
        for (Protocol protocol : Protocol.values()) {
            String letter = protocol == Protocol.TCP ? "-t" : protocol == Protocol.UDP ? "-u" : "--sctp-service";
            add(
                    KernelService.of(ServiceKey.of(protocol, at("10.1.0.1", 53)), "rr", 0),
                    letter + " 10.1.0.1:53",
                    "-s rr",
                    destination("10.9.0.1", 53, Method.MASQUERADE, 7),
                    "-r 10.9.0.1:53 -m -w 7");
        }
        KernelDestination limited = new KernelDestination(
                new DestinationKey(ip("10.9.0.2"), 0), Method.DIRECT, 65535, 1000, 800, Tunnel.IPIP);
        add(
                KernelService.of(ServiceKey.ofMark(7, Family.INET), "wlc", 0),
                "-f 7",
                "-s wlc",
                limited,
                "-r 10.9.0.2:0 -g -w 65535 -x 1000 -y 800");
        add(
                KernelService.of(ServiceKey.ofMark(4294967295L, Family.INET6), "wlc", 0)
                        .persistent(300, 64, null),
                "-f 4294967295 -6",
                "-s wlc -p 300 -M 64",
                destination("2001:db8::2", 0, Method.DIRECT, 1),
                "-r [2001:db8::2]:0 -g -w 1");
        add(
                KernelService.of(ServiceKey.of(Protocol.TCP, at("10.1.0.9", 0)), "rr", 0)
                        .persistent(360, 24, null),
                "-t 10.1.0.9:0",
                "-s rr -p 360 -M 255.255.255.0",
                destination("10.9.0.1", 0, Method.DIRECT, 1),
                "-r 10.9.0.1:0 -g -w 1");
        add(
                KernelService.of(ServiceKey.of(Protocol.TCP, at("10.1.0.10", 80)), "rr", 0),
                "-t 10.1.0.10:80",
                "-s rr",
                destination("2001:db8::9", 80, Method.TUNNEL, 1),
                "-r [2001:db8::9]:80 -i -w 1");
        add(
                KernelService.of(ServiceKey.of(Protocol.UDP, at("10.1.0.11", 5060)), "rr", KernelService.ONE_PACKET)
                        .persistent(60, 32, "sip"),
                "-u 10.1.0.11:5060",
                "-s rr -o -p 60 --pe sip",
                destination("10.9.0.1", 5060, Method.MASQUERADE, 1),
                "-r 10.9.0.1:5060 -m -w 1");
        compare();
    }

    @Test
    void aSchedulerThatTheKernelLacksIsNamedWithItsModuleAndOthersAreApplied() throws Exception {
        ServiceKey two = ServiceKey.of(Protocol.TCP, at("10.1.0.2", 80));
        List<Refusal> refused = kernel.apply(List.of(
                new Change.AddService(KernelService.of(ServiceKey.of(Protocol.TCP, at("10.1.0.1", 80)), "twos", 0)),
                new Change.AddService(KernelService.of(two, "rr", 0)),
                new Change.AddService(KernelService.of(two, "rr", 0)),
                new Change.AddDestination(two, destination("2001:db8::1", 80, Method.DIRECT, 1)),
                new Change.AddDestination(two, destination("10.9.0.1", 80, Method.DIRECT, 1)),
                new Change.DeleteDestination(two, new DestinationKey(ip("10.9.0.9"), 80))));

        assertThat(refused)
                .extracting(Refusal::reason)
                .containsExactly(
                        "add service TCP 10.1.0.1:80: ENOENT, the kernel has no scheduler twos (expected: module ip_vs_twos)",
                        "add service TCP 10.1.0.2:80: EEXIST, somebody else has this service already",
                        "add destination TCP 10.1.0.2:80 -> [2001:db8::1]:80: EINVAL, the kernel does not take it (expected: a unicast"
                                + " address; another family than the service's by a tunnel alone, and not while connections are shared)",
                        "delete destination TCP 10.1.0.2:80 -> 10.9.0.9:80: ENOENT, it is not there");
        assertThat(Sh.run("ipvsadm -Sn"))
                .isEqualTo("-A -t 10.1.0.2:80 -s rr\n-a -t 10.1.0.2:80 -r 10.9.0.1:80 -g -w 1\n");
    }

    @Test
    void timeoutsAndBothSyncDaemonsAreAsIpvsadmTellsThem() throws Exception {
        kernel.timeouts(new Timeouts(901, 0, 302));
        assertThat(kernel.timeouts()).isEqualTo(new Timeouts(901, 120, 302));
        assertThat(Sh.run("ipvsadm -Ln --timeout")).contains("901 120 302");
        SyncDaemon master = new SyncDaemon(true, "lo", 51, 1400, ip("224.0.0.99"), 8900, 3);
        SyncDaemon backup = new SyncDaemon(false, "lo", 52, 1400, ip("224.0.0.99"), 8900, 3);
        kernel.start(master);
        kernel.start(backup);
        assertThat(kernel.daemons()).containsExactlyInAnyOrder(master, backup);
        String told = Sh.run("ipvsadm -L --daemon");
        assertThat(told)
                .contains("master sync daemon (mcast=lo, syncid=51, maxlen=1400, group=224.0.0.99, port=8900, ttl=3)")
                .contains("backup sync daemon (mcast=lo, syncid=52, maxlen=1400, group=224.0.0.99, port=8900, ttl=3)");
        assertThatThrownBy(() -> kernel.start(master))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EEXIST");
        kernel.stop(master);
        kernel.stop(backup);
        assertThat(kernel.daemons()).isEmpty();
    }

    private void service(Family family, int number, String scheduler, Way way, Option option) {
        String vip = family == Family.INET
                ? "10.1." + number / 250 + "." + (number % 250 + 1)
                : "[2001:db8:1::" + Integer.toHexString(number) + "]";
        String real = family == Family.INET ? "10.9.0.1" : "2001:db8:9::1";
        Protocol protocol = option.udp() ? Protocol.UDP : Protocol.TCP;
        ServiceKey key = ServiceKey.of(protocol, at(vip.replaceAll("[\\[\\]]", ""), 80));
        KernelService service = KernelService.of(key, scheduler, option.flags());
        if (option.persistence() != 0) {
            service = service.persistent(option.persistence(), family == Family.INET ? 24 : 64, null);
        }
        String where = (option.udp() ? "-u " : "-t ") + vip + ":80";
        KernelDestination destination =
                new KernelDestination(new DestinationKey(ip(real), 80), way.method(), number % 5, 0, 0, way.tunnel());
        String text = "-r " + Addresses.text(destination.key().socketAddress()) + " " + way.words() + " -w "
                + destination.weight();
        String persistence = option.persistence() == 0
                ? ""
                : " -p " + option.persistence() + (family == Family.INET ? " -M 255.255.255.0" : " -M 64");
        add(service, where, "-s " + scheduler + persistence + option.words(), destination, text);
    }

    private void add(
            KernelService service, String where, String what, KernelDestination destination, String destinationText) {
        changes.add(new Change.AddService(service));
        changes.add(new Change.AddDestination(service.key(), destination));
        lines.add("-A " + where + " " + what);
        lines.add("-a " + where + " " + destinationText);
        wanted.put(service, List.of(destination));
    }

    /** Ours and ipvsadm's are the same text, and what we read is what we wrote. */
    private void compare() throws Exception {
        Path rules = Files.write(Files.createTempFile("rules", ".txt"), lines);
        assertThat(kernel.apply(changes)).isEmpty();
        assertThat(Sh.run(ORACLE + "-R < " + rules)).isEmpty();
        String theirs = Sh.run(ORACLE + "-Sn");
        assertThat(Sh.run("ipvsadm -Sn")).isEqualTo(theirs);
        assertThat(theirs.lines()).hasSize(lines.size());
        Map<KernelService, List<KernelDestination>> read = new LinkedHashMap<>();
        for (ServiceState state : kernel.read()) {
            read.put(
                    state.service(),
                    state.destinations().stream()
                            .map(DestinationState::destination)
                            .toList());
        }
        assertThat(read).containsExactlyInAnyOrderEntriesOf(wanted);
    }

    private static KernelDestination destination(String address, int port, Method method, int weight) {
        return KernelDestination.of(new DestinationKey(ip(address), port), method, weight);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(ip(address), port);
    }

    private static InetAddress ip(String literal) {
        return Addresses.parseIp(literal);
    }

    private static IpvsKernel open() {
        try {
            return IpvsKernel.open(Modules.modprobe());
        } catch (NetlinkException e) {
            throw new AssertionError(e);
        }
    }

    /** A forwarding method with its options, and ipvsadm's words for it. */
    private record Way(Method method, Tunnel tunnel, String words) {
        static final List<Way> ALL = List.of(
                new Way(Method.MASQUERADE, Tunnel.IPIP, "-m"),
                new Way(Method.DIRECT, Tunnel.IPIP, "-g"),
                new Way(Method.TUNNEL, Tunnel.IPIP, "-i"),
                new Way(
                        Method.TUNNEL,
                        new Tunnel(Tunnel.TYPE_GUE, 6080, 0),
                        "-i --tun-type gue --tun-port 6080 --tun-nocsum"),
                new Way(
                        Method.TUNNEL,
                        new Tunnel(Tunnel.TYPE_GUE, 6080, Tunnel.CHECKSUM),
                        "-i --tun-type gue --tun-port 6080 --tun-csum"),
                new Way(
                        Method.TUNNEL,
                        new Tunnel(Tunnel.TYPE_GUE, 6080, Tunnel.REMOTE_CHECKSUM),
                        "-i --tun-type gue --tun-port 6080 --tun-remcsum"),
                new Way(Method.TUNNEL, new Tunnel(Tunnel.TYPE_GRE, 0, 0), "-i --tun-type gre --tun-nocsum"),
                new Way(
                        Method.TUNNEL,
                        new Tunnel(Tunnel.TYPE_GRE, 0, Tunnel.CHECKSUM),
                        "-i --tun-type gre --tun-csum"));
    }

    /** Flags of a service, and ipvsadm's words for them. */
    private record Option(int flags, int persistence, boolean udp, String words) {
        static List<Option> of(String scheduler) {
            List<Option> all = new ArrayList<>(List.of(
                    new Option(0, 0, false, ""),
                    new Option(0, 300, false, ""),
                    new Option(KernelService.ONE_PACKET, 0, true, " -o")));
            boolean hash = scheduler.equals("sh") || scheduler.equals("mh");
            String fallback = hash ? scheduler + "-fallback" : "flag-1";
            String port = hash ? scheduler + "-port" : "flag-2";
            all.add(new Option(KernelService.FLAG_1, 0, false, " -b " + fallback));
            all.add(new Option(KernelService.FLAG_2, 0, false, " -b " + port));
            all.add(new Option(KernelService.FLAG_1 | KernelService.FLAG_2, 0, false, " -b " + fallback + "," + port));
            all.add(new Option(KernelService.FLAG_3, 0, false, " -b flag-3"));
            return all;
        }
    }
}
