package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpInstance.Announce;
import dev.solera.api.VrrpInstance.Peer;
import dev.solera.api.VrrpInstance.Route;
import dev.solera.api.VrrpInstance.Rule;
import dev.solera.api.VrrpInstance.Unicast;
import dev.solera.spi.Keys;
import dev.solera.spi.VrrpSecrets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VrrpReaderTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String HEX_KEY = "hex:" + HEX;
    private static final String PHRASE = "a pass phrase of 32 bytes or more";
    private static final String PHRASE_HEX = "61207061737320706872617365206f66203332206279746573206f72206d6f7265";

    @Test
    void theLeastFileGetsKeepalivedsDefaults() {
        assertThat(read().instance())
                .isEqualTo(new VrrpInstance(
                        "front",
                        "eth0",
                        51,
                        2,
                        100,
                        Duration.ofSeconds(1),
                        List.of(vip("web", "192.0.2.10", 24, null, null, 0, true)),
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
                        new Unicast(List.of(), 255),
                        new Announce(
                                5, Duration.ofSeconds(5), Duration.ZERO, 1, 5, Duration.ofSeconds(5), Duration.ZERO),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(read().secrets()).isEqualTo(VrrpSecrets.NONE);
    }

    @Test
    void addressesKeepTheirOrderAndArguments() {
        VrrpInstance instance = read(
                        "vip.svc", "192.0.2.20",
                        "vip.extra.six", "2001:db8::10/64 scope=42",
                        "vip.alt", "192.0.2.30/25 dev=eth1 label=eth1:alt scope=link")
                .instance();
        assertThat(instance.vips())
                .containsExactly(
                        vip("web", "192.0.2.10", 24, null, null, 0, true),
                        vip("svc", "192.0.2.20", 32, null, null, 0, true),
                        vip("six", "2001:db8::10", 64, null, null, 42, false),
                        vip("alt", "192.0.2.30", 25, "eth1", "eth1:alt", 253, true));
        assertThat(instance.advertised()).extracting(Vip::name).containsExactly("web", "svc", "alt");
    }

    @Test
    void ipv6MeansVersion3() {
        VrrpInstance instance =
                read("vip.web", "fe80::10/64", "vip.svc", "2001:db8::10/64").instance();
        assertThat(instance.version()).isEqualTo(3);
        assertThat(instance.v6()).isTrue();
    }

    @Test
    void version3TakesShortIntervals() {
        VrrpInstance instance = read("version", "3", "advert.interval.ms", "10", "checksum.pseudoheader", "false")
                .instance();
        assertThat(instance.interval()).isEqualTo(Duration.ofMillis(10));
        assertThat(instance.pseudoHeader()).isFalse();
    }

    @Test
    void theAnnouncementsAgainstALowerMasterAreThoseOfTakingOverUnlessSaid() {
        Duration second = Duration.ofSeconds(1);
        assertThat(read("garp.repeat", "3", "garp.delay.ms", "1000", "garp.refresh.ms", "60000", "garp.gap.us", "50")
                        .instance()
                        .announce())
                .isEqualTo(new Announce(3, second, Duration.ofSeconds(60), 1, 3, second, Duration.ofNanos(50_000)));
        assertThat(read("garp.lower.repeat", "0", "garp.lower.delay.ms", "0", "garp.delay.ms", "0")
                        .instance()
                        .announce())
                .isEqualTo(new Announce(5, Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void peersHaveNamesAndHopLimits() {
        Unicast unicast = read(
                        "unicast.peer.lb2", "192.0.2.2",
                        "unicast.peer.lb3", "198.51.100.3 ttl=250-254",
                        "unicast.peer.lb4", "198.51.100.4 ttl=255",
                        "unicast.ttl", "64")
                .instance()
                .unicast();
        assertThat(unicast.peers())
                .containsExactly(
                        new Peer("lb2", Addresses.parseIp("192.0.2.2"), 0, 255),
                        new Peer("lb3", Addresses.parseIp("198.51.100.3"), 250, 254),
                        new Peer("lb4", Addresses.parseIp("198.51.100.4"), 255, 255));
        assertThat(unicast.hopLimit()).isEqualTo(64);
    }

    @Test
    void routesAndRulesGoWithTheAddresses() {
        VrrpInstance instance = read(
                        "route.office", "198.51.100.0/24 via=192.0.2.1 dev=eth1 src=192.0.2.10 table=100 metric=7",
                        "route.out", "default via=192.0.2.1",
                        "route.six", "default via=2001:db8::1",
                        "rule.back", "from=192.0.2.0/24 to=default table=100 priority=1000",
                        "rule.six", "to=2001:db8::/32 table=main priority=1001")
                .instance();
        assertThat(instance.routes())
                .containsExactly(
                        new Route(
                                "office",
                                Addresses.parseIp("198.51.100.0"),
                                24,
                                Addresses.parseIp("192.0.2.1"),
                                "eth1",
                                Addresses.parseIp("192.0.2.10"),
                                100,
                                7),
                        new Route(
                                "out",
                                Addresses.parseIp("0.0.0.0"),
                                0,
                                Addresses.parseIp("192.0.2.1"),
                                null,
                                null,
                                254,
                                0),
                        new Route(
                                "six",
                                Addresses.parseIp("::"),
                                0,
                                Addresses.parseIp("2001:db8::1"),
                                null,
                                null,
                                254,
                                0));
        assertThat(instance.rules())
                .containsExactly(
                        new Rule("back", false, "192.0.2.0/24", "0.0.0.0/0", 100, 1000),
                        new Rule("six", true, null, "2001:db8::/32", 254, 1001));
    }

    @Test
    void passwordsMayStandInAFile() {
        assertThat(read("auth.password", "1111").secrets().password()).isEqualTo("1111");
        assertThat(read("auth.password", "file:vrrp.password").secrets().password())
                .isEqualTo("content");
        assertThat(read("auth.password", "1111").instance().auth()).isEqualTo("password");
    }

    @Test
    void oneHmacKeyIsTheActiveOne() {
        assertThat(read("auth.hmac.key.7", HEX_KEY).secrets())
                .isEqualTo(new VrrpSecrets(null, new TreeMap<>(Map.of(7, HEX)), 7, false, 5, VrrpSecrets.Mode.ENFORCE));
        Router two = read(
                "auth.hmac.key.1", HEX_KEY,
                "auth.hmac.key.2", PHRASE,
                "auth.hmac.active", "2",
                "auth.hmac.replay", "monotonic",
                "auth.hmac.mode", "receive-only",
                "advert.interval.ms", "10000");
        assertThat(two.secrets())
                .isEqualTo(new VrrpSecrets(
                        null,
                        new TreeMap<>(Map.of(1, HEX, 2, PHRASE_HEX)),
                        2,
                        true,
                        30,
                        VrrpSecrets.Mode.RECEIVE_ONLY));
        assertThat(two.instance().auth()).isEqualTo("hmac key 2, receive-only");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            interface          |               | interface: null (expected: an interface such as eth0)
            interface          | a/b           | interface: a/b (expected: an interface such as eth0)
            vrid               |               | vrid: null (expected: 1..255)
            vrid               | 256           | vrid: 256 (expected: 1..255)
            priority           | 0             | priority: 0 (expected: 1..255)
            priority           | 300           | priority: 300 (expected: 1..255)
            version            | 4             | version: 4 (expected: 2..3)
            advert.interval.ms | 100           | advert.interval.ms: 100 (expected: whole seconds, 1000..255000; version = 3 can do less)
            advert.interval.ms | 0             | advert.interval.ms: 0 (expected: whole seconds, 1000..255000; version = 3 can do less)
            preempt            | yes           | preempt: yes (expected: true or false)
            source             | 2001:db8::1   | source: 2001:db8::1 (expected: an IPv4 address, as the VIPs are)
            source             | lb1           | source: lb1 (expected: an IPv4 address)
            vip.web            |               | vip.<name>: null (expected: at least one address)
            vip.web            | web           | vip.web: web (expected: 192.0.2.10/24 or 2001:db8::10/64, then dev=, label=, scope=)
            vip.web            | 192.0.2.10/33 | vip.web: 192.0.2.10/33 (expected: a prefix of 0..32)
            vip.web            | 224.0.0.18    | vip.web: 224.0.0.18 (expected: an address that one host can have)
            vip.web            | 192.0.2.1 up  | vip.web: 192.0.2.1 up (expected: 192.0.2.10/24 or 2001:db8::10/64, then dev=, label=, scope=)
            vip.svc            | 192.0.2.10    | vip.svc: 192.0.2.10 (expected: each address once)
            vip.WEB            | 192.0.2.11    | vip.WEB: 192.0.2.11 (expected: a name of its own, whatever the case)
            vip.extra.web      | 192.0.2.11    | vip.extra.web: 192.0.2.11 (expected: a name of its own, whatever the case)
            vip.six            | 2001:db8::1   | vip.six: 2001:db8::1 (expected: the family of vip.web; others as vip.extra.six)
            vip.10.0.0.1       | 192.0.2.11    | vip.10.0.0.1: 192.0.2.11 (expected: a name of letters, digits, _ . - in the key, not an address)
            route.a            | 198.51.100.0/33 | route.a: 198.51.100.0/33 (expected: a prefix of 0..32)
            route.a            | 198.51.100.1/24 | route.a: 198.51.100.1/24 (expected: a network, whose bits behind the prefix are 0)
            route.a            | office        | route.a: office (expected: a network such as 198.51.100.0/24, or default)
            route.a            | 198.51.100.0/24 via=2001:db8::1 | route.a: 198.51.100.0/24 via=2001:db8::1 (expected: via of the destination's family)
            route.a            | default gw=192.0.2.1 | route.a: default gw=192.0.2.1 (expected: 198.51.100.0/24 or default, then via=, dev=, src=, table=, metric=)
            route.a            | default metric=-1 | route.a: default metric=-1 (expected: metric of 0..2147483647)
            rule.a             | table=100 priority=1 | rule.a: table=100 priority=1 (expected: from=198.51.100.0/24 or to=, table=100 and priority=1000)
            rule.a             | from=default table=100 priority=32766 | rule.a: from=default table=100 priority=32766 (expected: priority of 1..32765)
            garp.repeat        | 0             | garp.repeat: 0 (expected: 1..255)
            unicast.peer.lb2   | 2001:db8::1   | unicast.peer.lb2: 2001:db8::1 (expected: an IPv4 address, as the VIPs are)
            unicast.peer.lb2   | 192.0.2.2 ttl=9-1 | unicast.peer.lb2: 192.0.2.2 ttl=9-1 (expected: ttl of 0..255, the lower first)
            auth.password      | file:missing  | auth.password: file:missing (expected: no such file)
            auth.hmac.key.1    | short         | auth.hmac.key.1: ******** (expected: 32 to 64 bytes, as hex: and hexadecimal digits or as text)
            auth.hmac.key.0    | short         | auth.hmac.key.0: ******** (expected: a number of 1..255 in the key)
            """)
    void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String message) {
        assertThatThrownBy(() -> read(key, value))
                .isInstanceOf(Keys.BadKey.class)
                .hasMessage(message);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> read("version", "2", "vip.web", "fe80::1"))
                .hasMessage("version: 2 (expected: 3 for IPv6 addresses)");
        assertThatThrownBy(() -> read("version", "3", "advert.interval.ms", "15"))
                .hasMessage("advert.interval.ms: 15 (expected: hundredths of a second, 10..40950 in steps of 10)");
        assertThatThrownBy(() -> read("version", "3", "auth.password", "1111"))
                .hasMessage("auth.password: ******** (expected: version = 2; version 3 has auth.hmac.key.1 instead)");
        assertThatThrownBy(() -> read("auth.password", "1111", "auth.hmac.key.1", HEX_KEY))
                .hasMessage("auth.password: ******** (expected: either auth.password or auth.hmac.*)");
        assertThatThrownBy(() -> read("auth.hmac.key.1", HEX_KEY, "auth.hmac.active", "2"))
                .hasMessage("auth.hmac.active: 2 (expected: one of [1])");
        assertThatThrownBy(() -> read("preempt", "false", "preempt.delay.ms", "1"))
                .hasMessage("preempt.delay.ms: 1 (expected: 0 with preempt = false)");
    }

    @Test
    void keysThatHaveNoEffectAreUnknown() {
        Keys keys = new Keys(Map.of(
                "interface",
                "eth0",
                "vrid",
                "51",
                "vip.web",
                "192.0.2.10",
                "unicast.ttl",
                "64",
                "auth.hmac.mode",
                "enforce"));
        new VrrpReader(keys, VrrpReaderTest::secret).read("front");
        assertThat(keys.unknown()).containsExactlyInAnyOrder("unicast.ttl", "auth.hmac.mode");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(read("auth.password", "hidden").toString()).doesNotContain("hidden");
        assertThat(read("auth.hmac.key.1", HEX_KEY).toString()).doesNotContain("0102");
    }

    /** Reads the least file with pairs put over it; a null value takes a key away. */
    private static Router read(String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("interface", "eth0");
        values.put("vrid", "51");
        values.put("vip.web", "192.0.2.10/24");
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                values.remove(pairs[i]);
            } else {
                values.put(pairs[i], pairs[i + 1]);
            }
        }
        return new VrrpReader(new Keys(values), VrrpReaderTest::secret).read("front");
    }

    private static String secret(String name) {
        if (!name.equals("vrrp.password")) {
            throw new IllegalArgumentException("no such file");
        }
        return "content\n";
    }

    private static Vip vip(
            String name, String address, int prefix, String device, String label, int scope, boolean advertised) {
        return new Vip(name, Addresses.parseIp(address), prefix, device, label, scope, advertised);
    }
}
