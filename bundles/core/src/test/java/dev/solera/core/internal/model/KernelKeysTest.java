package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.api.Forwarding;
import dev.solera.api.Forwarding.Checksum;
import dev.solera.api.Forwarding.Method;
import dev.solera.api.Forwarding.Tunnel;
import dev.solera.api.Listener;
import dev.solera.api.Persistence;
import dev.solera.api.Pool;
import dev.solera.api.Problem;
import dev.solera.api.RealServer;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.FileSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that mean something to the kernel, and what a data plane cannot do. */
class KernelKeysTest {
    private static final String KERNEL = "dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n";

    private final Map<String, byte[]> files = new HashMap<>();
    private final PluginTable plugins = new PluginTable();

    KernelKeysTest() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        plugins.add(FakeScheduler.inTurn("leastconn"), "test");
        plugins.add(FakeScheduler.inTurn("source"), "test");
        plugins.add(FakeScheduler.inTurn("random"), "test");
        pool("");
    }

    @Test
    void aPoolSaysHowPacketsGetToItsServersAndAServerMaySayOtherwise() {
        pool("method = dr\nreal.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80 method=nat uthreshold=100 lthreshold=50\n"
                + "server.uthreshold = 7\nreal.c = 10.0.0.3:80 method=tun weight=65535\n");
        List<RealServer> reals = model().pools().get("web").reals();
        assertThat(reals)
                .extracting(RealServer::forwarding)
                .containsExactly(Forwarding.DR, Forwarding.NAT, Forwarding.IPIP);
        assertThat(reals).extracting(RealServer::upperThreshold).containsExactly(7, 100, 7);
        assertThat(reals).extracting(RealServer::lowerThreshold).containsExactly(0, 50, 0);
        assertThat(reals.get(2).weight()).isEqualTo(65_535);
    }

    @Test
    void tunnelsOfAPoolAreAllAlike() {
        pool("method = tun\ntunnel.type = gue\ntunnel.port = 6080\ntunnel.checksum = remcsum\nreal.a = 10.0.0.1:80\n");
        assertThat(model().pools().get("web").reals().get(0).forwarding())
                .isEqualTo(new Forwarding(Method.TUN, Tunnel.GUE, 6080, Checksum.REMCSUM))
                .hasToString("tun gue:6080 remcsum");
    }

    @Test
    void whenAPoolServesIsKeepalivesAffair() {
        pool(
                "quorum = 3\nhysteresis = 2\nsorry = 10.0.0.9:80 method=dr\nsorry.inhibit = true\ninhibit.on.failure = true\n"
                        + "alpha = true\nomega = true\ndrain.timeout.s = 30\n");
        assertThat(model().pools().get("web").availability())
                .isEqualTo(new Pool.Availability(
                        3,
                        2,
                        new Pool.Sorry(Addresses.parse("10.0.0.9:80"), Forwarding.DR, true),
                        true,
                        true,
                        true,
                        Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method = lvs | method: lvs (expected: nat, dr, tun)",
                "tunnel.type = gre | tunnel.type: gre (expected: method = tun, or a server with method=tun)",
                "tunnel.port = 6080 | tunnel.port: 6080 (expected: no such key without tunnel.type = gue)",
                "hysteresis = 1 | hysteresis: 1 (expected: 0..0)",
                "sorry = web9:80 | sorry: web9:80 (expected: address:port, the address not a name)",
                "sorry = 10.0.0.9:80 dr | sorry: 10.0.0.9:80 dr (expected: address:port, with method=nat, method=dr or method=tun behind it)",
                "sorry.inhibit = true | sorry.inhibit: true (expected: sorry = address:port beside it)",
                "real.a = 10.0.0.1:80 weight=65536 | real.a: 10.0.0.1:80 weight=65536 (expected: weight of 0..65535)",
                "real.a = 10.0.0.1:80 method=x | real.a: 10.0.0.1:80 method=x (expected: method= of nat, dr, tun)",
                "real.a = 10.0.0.1:80 lthreshold=1 | real.a: 10.0.0.1:80 lthreshold=1 (expected: lthreshold of 0..0, at most uthreshold)",
                "scheduler = sh(ports) | scheduler: sh(ports) (expected: sh, sh(port), sh(fallback) or sh(port,fallback))",
                "scheduler = wlc(port) | scheduler: wlc(port) (expected: wlc without arguments)",
            })
    void whatAPoolCannotSayIsRefused(String line, String problem) {
        pool(line + "\n");
        assertThat(problems()).containsExactly("solera.pool-web.cfg:1: " + problem);
    }

    @Test
    void anUnknownSchedulerIsAnsweredWithThoseOfBothPlanes() {
        pool("scheduler = magic\n");
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:1: scheduler: magic (expected: one of dh, fo, lblc, lblcr, lc, leastconn, "
                                + "mh, nq, ovf, random, roundrobin, rr, sed, sh, source, twos, wlc, wrr)");
    }

    @Test
    void aVirtualServerMayStandForMarksAndForRangesOfAddressesAndPorts() {
        server("dataplane = ipvs\nfwmark = 7\nfwmark.six = 4294967295 inet6\nlisten = 192.0.2.10-12:80-81\n"
                + "listen.six = [2001:db8::fe-100]:53/udp\npool = web\n");
        VirtualServer shop = shop();
        assertThat(shop.balancing().marks())
                .containsExactly(new FirewallMark(7, Family.INET), new FirewallMark(4_294_967_295L, Family.INET6));
        assertThat(shop.listeners())
                .extracting(Listener::toString)
                .containsExactly(
                        "192.0.2.10:80",
                        "192.0.2.10:81",
                        "192.0.2.11:80",
                        "192.0.2.11:81",
                        "192.0.2.12:80",
                        "192.0.2.12:81",
                        "[2001:db8::fe]:53/udp",
                        "[2001:db8::ff]:53/udp",
                        "[2001:db8::100]:53/udp");
    }

    @Test
    void aMarkAloneIsEnough() {
        server("dataplane = ipvs\nfwmark = 7\npool = web\n");
        assertThat(shop().listeners()).isEmpty();
    }

    @Test
    void persistenceMakesEveryPortOneListener() {
        server("dataplane = ipvs\nlisten = 192.0.2.10:0\npersistence.timeout.s = 360\n"
                + "persistence.granularity = 255.255.255.0\npersistence.engine = sip\npool = web\n");
        assertThat(shop().balancing().persistence())
                .isEqualTo(new Persistence(Duration.ofSeconds(360), 24, 128, "sip"));
        assertThat(shop().listeners()).extracting(Listener::toString).containsExactly("192.0.2.10:0");
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 128", "255.255.255.255, 32, 128"})
    void withoutIpv6AGranularityIsOfIpv4(String text, int v4, int v6) {
        server(KERNEL + "persistence.timeout.s = 1\npersistence.granularity = " + text + "\n");
        assertThat(shop().balancing().persistence()).isEqualTo(new Persistence(Duration.ofSeconds(1), v4, v6, null));
    }

    @Test
    void withIpv6AGranularityIsOfItUnlessItIsANetmask() {
        server("dataplane = ipvs\nlisten = [2001:db8::1]:80\nlisten.four = 192.0.2.10:80\npool = web\n"
                + "persistence.timeout.s = 1\npersistence.granularity = 56 255.255.0.0\n");
        assertThat(shop().balancing().persistence()).isEqualTo(new Persistence(Duration.ofSeconds(1), 16, 56, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fwmark = 0 | fwmark: 0 (expected: 1..4294967295, with inet6 behind it if not inet)",
                "fwmark.a = 4294967296 | fwmark.a: 4294967296 (expected: 1..4294967295, with inet6 behind it if not inet)",
                "persistence.timeout.s = 0 | persistence.timeout.s: 0 (expected: 1..2678400)",
                "persistence.engine = sip | persistence.engine: sip (expected: persistence.timeout.s beside it)",
                "persistence.granularity = 24 | persistence.granularity: 24 (expected: persistence.timeout.s beside it)",
                "one.packet = true | one.packet: true (expected: listeners of udp alone, not 192.0.2.10:80)",
                "listen.b = 192.0.2.10:0 | listen.b: 192.0.2.10:0 (expected: ports of 1..65535; 0 with persistence.timeout.s only)",
                "listen.b = 192.0.2.10-9:80 | listen.b: 192.0.2.10-9:80 (expected: a last part of 10..255 behind the -)",
                "listen.b = 192.0.2.10-256:80 | listen.b: 192.0.2.10-256:80 (expected: a last part of 10..255 behind the -)",
            })
    void whatAVirtualServerCannotSayIsRefused(String line, String problem) {
        server(line + "\n" + KERNEL);
        assertThat(problems()).containsExactly("solera.virtualserver-shop.cfg:1: " + problem);
    }

    @ParameterizedTest
    @CsvSource({"255.0.255.0", "0.0.0.0", "33", "0", "x", "24 16"})
    void aGranularityThatIsNoneIsRefused(String text) {
        server(KERNEL + "persistence.timeout.s = 1\npersistence.granularity = " + text + "\n");
        assertThat(problems())
                .containsExactly("solera.virtualserver-shop.cfg:5: persistence.granularity: " + text
                        + " (expected: a netmask such as 255.255.255.0, or 1..32)");
    }

    @Test
    void aMarkBelongsToOneVirtualServer() {
        server("dataplane = ipvs\nfwmark = 7\npool = web\n");
        file("solera.virtualserver-other.cfg", "dataplane = ipvs\nfwmark = 7\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:2: fwmark: 7 inet (expected: a mark that virtual server other has not)");
    }

    @ParameterizedTest
    @CsvSource({"roundrobin", "wrr", "leastconn", "wlc", "source", "sh", "sh(fallback)", "rr"})
    void aPoolWhoseSchedulerHasAnEquivalentServesBothPlanes(String scheduler) {
        pool("scheduler = " + scheduler + "\nreal.[a-b] = 10.0.0.[1-2]:80 weight=3\n".replace("[a-b]", "s[1-2]"));
        server(KERNEL);
        file("solera.virtualserver-front.cfg", "listen = 192.0.2.11:80\npool = web\n");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"random", "random(2)", "source(2)"})
    void aSchedulerOfTheProxyAloneIsRefusedForTheKernelWithThoseItHas(String scheduler) {
        pool("scheduler = " + scheduler + "\n");
        server(KERNEL);
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:1: scheduler: " + scheduler
                        + " (expected: one of dh, fo, lblc, lblcr, lc, "
                        + "mh, nq, ovf, rr, sed, sh, twos, wlc, wrr on data plane ipvs)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"sed", "twos", "'sh(port)'"})
    void aSchedulerOfTheKernelAloneIsRefusedForTheProxyWithThoseItHas(String scheduler) {
        pool("scheduler = " + scheduler + "\n");
        server("listen = 192.0.2.10:80\npool = web\n");
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:1: scheduler: " + scheduler
                        + " (expected: one of leastconn, random, roundrobin, source on data plane proxy)");
    }

    @Test
    void roundRobinWithoutWeightsIsNoEquivalentOfUnequalOnes() {
        pool("scheduler = rr\nreal.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80 weight=2\n");
        server("listen = 192.0.2.10:80\npool = web\n");
        assertThat(problems()).hasSize(1);
        server(KERNEL);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode = http | mode: http (expected: tcp on data plane ipvs)",
                "maxconn = 5 | maxconn: 5 (expected: no such key on data plane ipvs)",
                "listen.any = *:81 | listen.any: 0.0.0.0:81 (expected: one address on data plane ipvs)",
            })
    void whatTheKernelCannotDoIsRefused(String line, String problem) {
        server(line + "\n" + KERNEL);
        assertThat(problems()).containsExactly("solera.virtualserver-shop.cfg:1: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight=257 | weight 257 (expected: weights of 0..256 on data plane proxy)",
                "uthreshold=5 | uthreshold 5 (expected: maxconn in its place on data plane proxy)",
            })
    void whatTheProxyCannotDoOfAServerIsRefusedWhereTheProxyServes(String word, String problem) {
        pool("real.a = 10.0.0.1:80 " + word + "\n");
        server(KERNEL);
        assertThat(problems()).isEmpty();
        server("listen = 192.0.2.10:80\npool = web\n");
        assertThat(problems()).containsExactly("solera.pool-web.cfg:1: real.a: " + problem);
    }

    @Test
    void aServersLimitOfConnectionsIsTheProxysAlone() {
        pool("real.a = 10.0.0.1:80 maxconn=5\n");
        server(KERNEL);
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:1: real.a: maxconn 5 (expected: uthreshold in its place on data plane ipvs)");
    }

    @Test
    void marksAreTheKernelsAlone() {
        server("fwmark = 7\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:1: fwmark: 7 (expected: listeners on data plane proxy)");
    }

    @Test
    void autoNeedsOnePlaneThatCan() {
        pool("scheduler = sed\n");
        server("dataplane = auto\nlisten = 192.0.2.10:80\npool = web\n");
        assertThat(problems()).isEmpty();
        server("dataplane = auto\nlisten = 192.0.2.10:80\nmaxconn = 5\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:1: dataplane: auto (expected: what one data plane can do; "
                                + "maxconn: 5 (expected: no such key on data plane ipvs); scheduler: sed (expected: one of leastconn, random, "
                                + "roundrobin, source on data plane proxy))");
    }

    @Test
    void aSchedulerThatIsGoneDoesNotMakeWrongWhatWasRight() {
        pool("scheduler = wlc\n");
        server("listen = 192.0.2.10:80\npool = web\n");
        Model before = model();
        PluginTable fewer = new PluginTable();
        fewer.add(FakeScheduler.inTurn("roundrobin"), "test");
        assertThat(new ModelReader(fewer, SecretSource.NONE)
                        .read(FileSet.of(files), Tolerated.of(before))
                        .problems())
                .isEmpty();
        assertThat(new ModelReader(fewer, SecretSource.NONE)
                        .read(FileSet.of(files), Tolerated.NONE)
                        .problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repair = maybe | repair: maybe (expected: auto, report)",
                "sync.id = 256 | sync.id: 256 (expected: 0..255)",
                "sync.maxlen = 65508 | sync.maxlen: 65508 (expected: 1..65507)",
                "sync.group = 192.0.2.1 | sync.group: 192.0.2.1 (expected: a multicast address)",
                "sync.interface = abcdefghijklmnop | sync.interface: abcdefghijklmnop (expected: a name of at most 15 characters)",
                "sync.mode = none | sync.mode: none (expected: off, both, master, backup)",
                "adopt = yes | adopt: yes (expected: true or false)",
            })
    void theKernelsOwnFileIsChecked(String line, String problem) {
        file("solera.ipvs.cfg", line + "\n");
        assertThat(problems()).containsExactly("solera.ipvs.cfg:1: " + problem);
    }

    @Test
    void theKernelsOwnFileHasTheseKeys() {
        file(
                "solera.ipvs.cfg",
                "adopt = true\nrepair = report\nmodprobe = false\ntimeout.tcp.s = 900\ntimeout.tcpfin.s = 120\n"
                        + "timeout.udp.s = 300\nsync.interface = eth1\nsync.id = 7\nsync.maxlen = 1400\nsync.port = 8849\nsync.ttl = 2\n"
                        + "sync.group = ff02::81\nsync.mode = both\n");
        assertThat(problems()).isEmpty();
    }

    private void pool(String text) {
        file("solera.pool-web.cfg", text);
    }

    private void server(String text) {
        file("solera.virtualserver-shop.cfg", text);
    }

    private void file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private ModelReader.Result read() {
        return new ModelReader(plugins, SecretSource.NONE).read(FileSet.of(files), Tolerated.NONE);
    }

    private Model model() {
        assertThat(problems()).isEmpty();
        return read().model();
    }

    private VirtualServer shop() {
        return model().virtualServers().get("shop");
    }

    private List<String> problems() {
        return read().problems().stream().map(Problem::toString).toList();
    }
}
