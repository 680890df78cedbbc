package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Check;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.Problem;
import dev.solera.api.RealServer;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.FileSet;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelReaderTest {
    private static final String SHOP = "listen = 127.0.0.1:80\npool = web\n";

    private final PluginTable plugins = new PluginTable();
    private final Map<String, byte[]> files = new TreeMap<>();

    ModelReaderTest() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        plugins.add(FakeScheduler.inTurn("random"), "test");
        plugins.add(new FakeChecker("http"), "test");
    }

    @Test
    void whatAFileDoesNotSayHasADefault() {
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        file("solera.virtualserver-shop.cfg", SHOP);
        RealServer a = new RealServer("a", Addresses.parse("10.0.0.1:80"), 1, 0, false, Addresses.parse("10.0.0.1:80"));
        assertThat(pool("web"))
                .isEqualTo(new Pool(
                        "web",
                        "roundrobin",
                        "",
                        List.of(a),
                        List.of(),
                        3,
                        Duration.ZERO,
                        new Pool.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(5)),
                        Pool.Availability.DEFAULT,
                        null));
        VirtualServer shop = valid().virtualServers().get("shop");
        assertThat(shop.mode()).isEqualTo(Mode.TCP);
        assertThat(shop.dataPlane()).isEqualTo("proxy");
        assertThat(shop.listeners()).extracting(Listener::toString).containsExactly("127.0.0.1:80");
    }

    @Test
    void serversTakeThePoolsDefaultsAndMaySayOtherwise() {
        file(
                "solera.pool-web.cfg",
                "server.weight = 5\nserver.maxconn = 300\nserver.check.port = 8081\nreal.a = 10.0.0.1:80\n"
                        + "real.b = [2001:db8::1]:80 weight=0 maxconn=7 backup check.address=10.9.9.9 check.port=99\n");
        assertThat(pool("web").reals())
                .containsExactly(
                        new RealServer(
                                "a", Addresses.parse("10.0.0.1:80"), 5, 300, false, Addresses.parse("10.0.0.1:8081")),
                        new RealServer(
                                "b", Addresses.parse("[2001:db8::1]:80"), 0, 7, true, Addresses.parse("10.9.9.9:99")));
    }

    @Test
    void serversMayBeSpokenToInHttp2ButNotBehindAHeaderThatTellsOfOneClient() {
        file("solera.pool-web.cfg", "server.http2 = true\nreal.a = 10.0.0.1:80\n");
        assertThat(pool("web").outbound()).isEqualTo(new Outbound(Outbound.Header.OFF, null, true));
        file("solera.pool-web.cfg", "server.http2 = true\nproxy.header = v2\nreal.a = 10.0.0.1:80\n");
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:1: server.http2: true"
                        + " (expected: proxy.header = off beside it: a connection is of many clients)");
    }

    @Test
    void aLineOfThisNodeTakesThePlaceOfTheCommonOneAndLinesOfOthersAreIgnored() {
        file("solera.appliance.cfg", "node = lb1\n");
        file(
                "solera.pool-web.cfg",
                "retries = 1\nretries@lb2 = nonsense\nretries@lb1 = 2\nunheard.of@lb2 = x\n"
                        + "real.a = 10.0.0.1:80\nreal.b@lb2 = 10.0.0.2:80\nreal.c@lb1 = 10.0.0.3:80\nreal.a@lb1 = 10.1.0.1:80\n");
        assertThat(pool("web").retries()).isEqualTo(2);
        assertThat(servers("web")).containsExactly("a=10.1.0.1:80", "c=10.0.0.3:80");
    }

    @Test
    void aProblemInALineOfThisNodeNamesThatLine() {
        file("solera.appliance.cfg", "node = lb1\n");
        file("solera.pool-web.cfg", "retries = 1\nretries@lb1 = many\n");
        assertThat(problems()).containsExactly("solera.pool-web.cfg:2: retries@lb1: many (expected: 0..100)");
    }

    @Test
    void aNodeKeepsItsNameWhileItsOwnFileIsWrong() {
        file("solera.appliance.cfg", "node = lb1\nhttp.listen = nonsense\n");
        file("solera.pool-web.cfg", "retries@lb1 = 2\nretries@other = nonsense\n");
        assertThat(problems())
                .containsExactly("solera.appliance.cfg:2: http.listen: nonsense (expected: address:port)");
        assertThat(read().model().pools().get("web").retries()).isEqualTo(2);
    }

    @Test
    void aRangeStandsForItsMembersAndALineOfItsOwnOverridesOneWhereverItStands() {
        file(
                "solera.pool-web.cfg",
                "real.w1 = 10.9.9.1:80\nreal.w[1-4] = 10.0.0.[1-4]:80 weight=2\nreal.w3 = 10.9.9.3:80\n");
        assertThat(servers("web"))
                .containsExactly("w1=10.9.9.1:80", "w2=10.0.0.2:80", "w3=10.9.9.3:80", "w4=10.0.0.4:80");
    }

    @Test
    void theSameHoldsForRangesOfThisNode() {
        file("solera.appliance.cfg", "node = lb1\n");
        file(
                "solera.pool-web.cfg",
                "real.w2@lb1 = 10.9.9.2:80\nreal.w[1-3]@lb1 = 10.0.0.[1-3]:80\nreal.w[1-3] = 10.5.5.[1-3]:80\n");
        assertThat(servers("web")).containsExactlyInAnyOrder("w1=10.0.0.1:80", "w2=10.9.9.2:80", "w3=10.0.0.3:80");
    }

    @Test
    void twoRangesMayNotMeet() {
        file(
                "solera.pool-web.cfg",
                "real.w1 = 10.0.0.9:80\nreal.w[1-2] = 10.0.0.[1-2]:80\nreal.w[2-3] = 10.0.0.[2-3]:80\n");
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:3: real.w2: 10.0.0.2:80 (expected: ranges that do not meet; see line 2)");
    }

    @Test
    void aPoolMayHaveItsServersInAFileOfTheirOwn() {
        file("solera.pool-web.cfg", "reals = static.reals\nserver.weight = 4\nreal.a = 10.0.0.1:80\n");
        file("solera.d/static.reals", "# the others\n\nb  10.0.0.2:80\n\tc 10.0.0.3:80 weight=9 backup\r\n");
        assertThat(pool("web").reals())
                .extracting(r -> r.name() + " " + r.weight() + " " + r.backup())
                .containsExactly("a 4 false", "b 4 false", "c 9 true");
    }

    @Test
    void aWrongLineOfAServersFileIsNamed() {
        file("solera.pool-web.cfg", "reals = static.reals\n");
        file("solera.d/static.reals", "a 10.0.0.1:80\nb 10.0.0.2\n");
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:1: reals: static.reals (expected: line 2: b 10.0.0.2: address:port, "
                                + "the address not a name)");
        file("solera.d/static.reals", "a 10.0.0.1:80\nA 10.0.0.2:80\n");
        assertThat(problems()).singleElement().asString().endsWith("names that differ in more than case; there is a)");
        files.put("solera.d/static.reals", "# caf\u00e9\na 10.0.0.1:80\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:1: reals: static.reals (expected: a file in UTF-8)");
        file("solera.pool-web.cfg", "reals = ../solera.pool-web.cfg\n");
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:1: reals: ../solera.pool-web.cfg (expected: the name of a file in "
                                + "solera.d/)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retries = 101 | retries: 101 (expected: 0..100)",
                "retries = 1e1 | retries: 1e1 (expected: 0..100)",
                "retries = 99999999999 | retries: 99999999999 (expected: 0..100)",
                "retires = 1 | retires: 1 (expected: a key of pool; did you mean retries?)",
                "scheduler = magic | scheduler: magic (expected: one of dh, fo, lblc, lblcr, lc, mh, nq, ovf, random, roundrobin, rr, sed, sh, twos, wlc, wrr)",
                "scheduler = random(x) | scheduler: random(x) (expected: random or random(number))",
                "scheduler = Random | scheduler: Random (expected: name or name(arguments))",
                "check = ping | check: ping (expected: none or one of http)",
                "check.deep.path = / | check.deep.path: / (expected: check.deep = <type> before it)",
                "real.a = example.org:80 | real.a: example.org:80 (expected: address:port, the address not a name)",
                "real.a = 10.0.0.1:80 weight=65536 | real.a: 10.0.0.1:80 weight=65536 (expected: weight of 0..65535)",
                "real.a = 10.0.0.1:80 weight=1 weight=2 | real.a: 10.0.0.1:80 weight=1 weight=2 (expected: each option once, not weight again)",
                "server.backup = yes | server.backup: yes (expected: true or false)",
                "timeout.connect.ms = 0 | timeout.connect.ms: 0 (expected: 1..86400000)",
            })
    void whatIsWrongIsNamedWithWhatWasExpected(String line, String problem) {
        file("solera.pool-web.cfg", "# comment\n" + line + "\n");
        assertThat(problems()).singleElement().asString().isEqualTo("solera.pool-web.cfg:2: " + problem);
    }

    @Test
    void aKeyLikeNoneIsAnsweredWithTheKeysThereAreButNotWithTheOperatorsNames() {
        file("solera.pool-web.cfg", "zzzzzzzzzzzzz = 1\nreal.secret-name = 10.0.0.1:80\n");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(
                        "solera.pool-web.cfg:1: zzzzzzzzzzzzz: 1 (expected: a key of pool: alpha, check, drain.timeout.s, ")
                .doesNotContain("secret-name");
    }

    @Test
    void checksHaveTheirOwnKeysAndTheirPlugInJudgesThem() {
        file("solera.pool-web.cfg", "check = http\ncheck.interval.ms = 500\ncheck.fall = 5\ncheck.path = /x \\ ${y}\n");
        assertThat(pool("web").checks())
                .containsExactly(new Check(
                        "main",
                        "http",
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        2,
                        5,
                        Map.of("path", "/x \\ ${y}")));
        file("solera.pool-web.cfg", "check.a = http\ncheck.a.path = /a\ncheck.b = http\ncheck.b.rise = 1\n");
        assertThat(pool("web").checks()).extracting(Check::name).containsExactly("a", "b");
        file("solera.pool-web.cfg", "check = http\ncheck.port = 99999\n");
        assertThat(problems()).containsExactly("solera.pool-web.cfg:2: check.port: 99999 (expected: 1..65535)");
        file("solera.pool-web.cfg", "check.a = http\ncheck.a.pth = /\n");
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:2: check.a.pth: / (expected: a key of check http: path, port)");
        file("solera.pool-web.cfg", "check = none\ncheck.path = /\n");
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg:2: check.path: / (expected: no such key beside check = none)");
    }

    @Test
    void aPlugInThatThrowsIsAProblemOfTheFileAlone() {
        plugins.add(
                new HealthCheckerFactory() {
                    @Override
                    public String type() {
                        return "broken";
                    }

                    @Override
                    public HealthChecker create(Keys keys) {
                        throw new NoClassDefFoundError("gone");
                    }
                },
                "test");
        file("solera.pool-web.cfg", "check = broken\n");
        file("solera.pool-api.cfg", "");
        assertThat(problems())
                .containsExactly("solera.pool-web.cfg: plug-ins that can judge the file; one threw "
                        + "java.lang.NoClassDefFoundError: gone");
        assertThat(read().model().pools()).containsKey("api");
    }

    @Test
    void aPlugInThatWasAcceptedBeforeMayBeMissing() {
        file("solera.pool-web.cfg", "scheduler = gone(2)\ncheck = away\ncheck.key = x\n");
        ModelReader reader = new ModelReader(plugins, SecretSource.NONE);
        ModelReader.Result before = reader.read(FileSet.of(files), Tolerated.ANY);
        assertThat(before.valid()).isTrue();
        assertThat(reader.read(FileSet.of(files), Tolerated.of(before.model())).valid())
                .isTrue();
        assertThat(reader.read(FileSet.of(files), Tolerated.NONE).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "solera.pool-web.cfg:1: scheduler: gone(2) (expected: one of dh, fo, lblc, lblcr, lc, mh, nq, ovf, random, roundrobin, rr, sed, sh, twos, wlc, wrr)");
    }

    @Test
    void aRangeOfPortsListensOnEach() {
        file("solera.pool-web.cfg", "");
        file(
                "solera.virtualserver-shop.cfg",
                "listen.a = 10.0.0.1:8000-8002\nlisten.u = 10.0.0.1:53/udp\nlisten.t = 10.0.0.1:53/tcp\n"
                        + "listen.six = [2001:DB8:0::1]:443\nlisten.any = *:99\npool = web\n");
        assertThat(valid().virtualServers().get("shop").listeners())
                .extracting(l -> l.name() + " " + l)
                .containsExactly(
                        "a 10.0.0.1:8000",
                        "a 10.0.0.1:8001",
                        "a 10.0.0.1:8002",
                        "u 10.0.0.1:53/udp",
                        "t 10.0.0.1:53",
                        "six [2001:db8::1]:443",
                        "any 0.0.0.0:99");
    }

    @Test
    void twoVirtualServersCannotListenOnTheSameAddress() {
        file("solera.pool-web.cfg", "");
        file("solera.virtualserver-a.cfg", "listen = [::1]:80\nlisten.x = 10.0.0.1:8000-8010\npool = web\n");
        file("solera.virtualserver-b.cfg", "pool = web\nlisten.y = 10.0.0.1:8010-8011\nlisten.z = [0:0::0:1]:80\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-b.cfg:2: listen.y: 10.0.0.1:8010 (expected: an address that virtual server a has not)",
                        "solera.virtualserver-b.cfg:3: listen.z: [::1]:80 (expected: an address that virtual server a has not)");
        file("solera.virtualserver-b.cfg", "pool = web\nlisten.y = 10.0.0.1:8010/udp\n");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1 | address:port, address:first-last or first-last:port, with /udp or /sctp behind it if not tcp, tls=<name> behind a blank",
                "10.0.0.1:80/icmp | address:port, address:first-last or first-last:port, with /udp or /sctp behind it if not tcp, tls=<name> behind a blank",
                "10.0.0.1:0 | ports of 1..65535; 0 with persistence.timeout.s only",
                "10.0.0.1:90-80 | ports of 1..65535",
                "10.0.0.1:65530-65536 | ports of 1..65535",
                "web:80 | an IP address or the name of a VIP before the port; there is no VIP",
                "10.0.0.010:80 | an IP address or the name of a VIP before the port; there is no VIP",
                "2001:db8::1:80 | 192.0.2.1:80 or [2001:db8::1]:80",
                "[10.0.0.1]:80 | 192.0.2.1:80 or [2001:db8::1]:80",
            })
    void anAddressThatNobodyCanListenOnIsRefused(String listen, String expected) {
        file("solera.pool-web.cfg", "");
        file("solera.virtualserver-shop.cfg", "listen = " + listen + "\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:1: listen: " + listen + " (expected: " + expected + ")");
    }

    @Test
    void aListenerNamesATlsProfileThatIsThere() {
        file("solera.pool-web.cfg", "");
        file("solera.virtualserver-shop.cfg", "listen = 10.0.0.1:443 tls=site\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:1: listen: 10.0.0.1:443 tls=site (expected: tls= and the "
                                + "name of a solera.tls-<name>.cfg; there is none)");
        file("solera.tls-site.cfg", "cert.a = certs/a.pem\ncert.b = certs/b.pem\ndefault = b\n");
        assertThat(problems()).isEmpty();
        file("solera.virtualserver-shop.cfg", "listen = 10.0.0.1:443/udp tls=site\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-shop.cfg:1: listen: 10.0.0.1:443/udp tls=site (expected: tls= with "
                                + "tcp alone)");
        file("solera.virtualserver-shop.cfg", "dataplane = ipvs\nlisten = 10.0.0.1:443 tls=site\npool = web\n");
        assertThat(problems())
                .contains("solera.virtualserver-shop.cfg:2: listen: tls=site (expected: no tls= on data plane ipvs)");
    }

    @Test
    void aTlsProfileIsCheckedAsFarAsItIsText() {
        file("solera.tls-site.cfg", "");
        assertThat(problems())
                .containsExactly("solera.tls-site.cfg: cert: (expected: a PEM file, or a folder of such files)");
        file("solera.tls-site.cfg", "cert.a = a.pem\ndefault = b\n");
        assertThat(problems())
                .containsExactly("solera.tls-site.cfg:2: default: b (expected: the name of a cert.<name>: a)");
        file("solera.tls-site.cfg", "cert = a.pem\nclient.auth = required\n");
        assertThat(problems())
                .containsExactly(
                        "solera.tls-site.cfg: client.ca: (expected: a PEM file of authorities, because of client.auth)");
        file("solera.tls-site.cfg", "cert = a.pem\nmin.version = TLSv1.3\nmax.version = TLSv1.2\n");
        assertThat(problems())
                .containsExactly(
                        "solera.tls-site.cfg:2: min.version: TLSv1.3 (expected: at most max.version, TLSv1.2)");
    }

    @Test
    void aVirtualServerHasAPoolThatIsThere() {
        file("solera.virtualserver-shop.cfg", "listen = 10.0.0.1:80\n");
        assertThat(problems()).containsExactly("solera.virtualserver-shop.cfg: pool: (expected: the name of a pool)");
        file("solera.virtualserver-shop.cfg", SHOP);
        assertThat(problems())
                .containsExactly("solera.virtualserver-shop.cfg:2: pool: web (expected: a pool; there is none)");
        file("solera.virtualserver-shop.cfg", "mode = health\nlisten = 10.0.0.1:80\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void namesDifferInMoreThanCase() {
        file("solera.pool-Web.cfg", "");
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.A = 10.0.0.2:80\n");
        assertThat(problems())
                .containsExactly(
                        "solera.pool-web.cfg:2: real.A: 10.0.0.2:80 (expected: names that differ in more than case; there is a)");
        file("solera.pool-web.cfg", "");
        assertThat(problems()).containsExactly("solera.pool-web.cfg: a name that differs from Web in more than case");
    }

    @Test
    void aFileOfNoKnownKindIsAProblem() {
        file("solera.pools-web.cfg", "");
        assertThat(problems())
                .containsExactly(
                        "solera.pools-web.cfg: a name of solera.appliance.cfg, solera.ipvs.cfg, solera.proxy.cfg, "
                                + "solera.virtualserver-<name>.cfg, solera.pool-<name>.cfg, solera.tls-<name>.cfg, solera.vrrp-<name>.cfg, "
                                + "solera.syncgroup-<name>.cfg");
    }

    @Test
    void theHostsNameIsTheNodeUntilTheFileSaysOtherwise() {
        assertThat(ApplianceSettings.ofNode("lb1").nodeOrHost()).isEqualTo("lb1");
        assertThat(ApplianceSettings.DEFAULT.nodeOrHost()).isNotBlank().doesNotContain("\n");
    }

    private void file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private ModelReader.Result read() {
        return new ModelReader(plugins, SecretSource.NONE).read(FileSet.of(files), Tolerated.NONE);
    }

    private Model valid() {
        assertThat(problems()).isEmpty();
        return read().model();
    }

    private Pool pool(String name) {
        return valid().pools().get(name);
    }

    private List<String> servers(String pool) {
        return pool(pool).reals().stream()
                .map(r -> r.name() + "=" + Addresses.text(r.address()))
                .toList();
    }

    private List<String> problems() {
        return read().problems().stream().map(Problem::toString).toList();
    }
}
