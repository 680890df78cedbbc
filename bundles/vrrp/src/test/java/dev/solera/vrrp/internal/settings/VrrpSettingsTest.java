package dev.solera.vrrp.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.vrrp.internal.machine.AnnounceSchedule;
import dev.solera.vrrp.internal.machine.MachineRules;
import dev.solera.vrrp.internal.wire.AdvertFormat;
import dev.solera.vrrp.internal.wire.HmacKey;
import dev.solera.vrrp.internal.wire.HmacRules;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.Password;
import dev.solera.vrrp.internal.wire.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VrrpSettingsTest {
    private static final String HEX_KEY = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void theLeastFileGetsKeepalivedsDefaults() {
        VrrpSettings settings = parse();

        assertThat(settings.format())
                .isEqualTo(new AdvertFormat(
                        2, false, 51, 1_000_000_000L, List.of(IpAddress.parse("192.0.2.10")), null, true, true));
        IpAddress own = IpAddress.parse("192.0.2.1");
        assertThat(settings.rules(own))
                .isEqualTo(new MachineRules(
                        2, own, 1_000_000_000L, true, 0, 3, 0, true, true, false, AnnounceSchedule.DEFAULT));
        assertThat(settings.priority()).isEqualTo(100);
        assertThat(settings.vmac()).isFalse();
        assertThat(settings.accept()).isTrue();
        assertThat(settings.auth()).isEqualTo(new AuthSettings(null, null));
        assertThat(settings.unicast()).isEqualTo(new UnicastSettings(Map.of(), 255));
        assertThat(settings.announce().gapMicros()).isZero();
    }

    @Test
    void addressesKeepTheirOrderAndArguments() {
        VrrpSettings settings = parse(
                "vip.svc", "192.0.2.20",
                "vip.alt", "192.0.2.30/25 dev=eth1 label=eth1:alt scope=link",
                "vip.extra.six", "2001:db8::10/64 scope=42");

        assertThat(settings.vips())
                .containsExactly(
                        vip("web", "192.0.2.10", 24, null, null, 0),
                        vip("svc", "192.0.2.20", 32, null, null, 0),
                        vip("alt", "192.0.2.30", 25, "eth1", "eth1:alt", 253));
        assertThat(settings.extraVips()).containsExactly(vip("six", "2001:db8::10", 64, null, null, 42));
        assertThat(settings.format().addresses()).hasSize(3);
    }

    @Test
    void ipv6MeansVersion3() {
        VrrpSettings settings = parse("vip.web", "fe80::10/64", "vip.svc", "2001:db8::10/64");
        assertThat(settings.version()).isEqualTo(3);
        assertThat(settings.v6()).isTrue();
        assertThat(settings.format().messageBytes()).isEqualTo(40);
    }

    @Test
    void version3TakesShortIntervals() {
        VrrpSettings settings = parse("version", "3", "advert.interval.ms", "10", "checksum.pseudoheader", "false");
        assertThat(settings.format().intervalNanos()).isEqualTo(10_000_000L);
        assertThat(settings.format().pseudoHeader()).isFalse();
    }

    @Test
    void theAnnouncementsAgainstALowerMasterAreThoseOfTakingOverUnlessSaid() {
        assertThat(parse("garp.repeat", "3", "garp.delay.ms", "1000", "garp.refresh.ms", "60000")
                        .announce()
                        .schedule())
                .isEqualTo(new AnnounceSchedule(3, 1_000_000_000L, 60_000_000_000L, 1, 3, 1_000_000_000L));
        assertThat(parse("garp.lower.repeat", "0", "garp.lower.delay.ms", "0", "garp.delay.ms", "0")
                        .announce()
                        .schedule())
                .isEqualTo(new AnnounceSchedule(5, 0, 0, 1, 0, 0));
    }

    @Test
    void peersHaveNamesAndHopLimits() {
        UnicastSettings unicast = parse(
                        "unicast.peer.lb2", "192.0.2.2",
                        "unicast.peer.lb3", "198.51.100.3 ttl=250-254",
                        "unicast.peer.lb4", "198.51.100.4 ttl=255",
                        "unicast.ttl", "64")
                .unicast();
        assertThat(unicast.peers().values())
                .containsExactly(
                        new Peer(IpAddress.parse("192.0.2.2"), 0, 255),
                        new Peer(IpAddress.parse("198.51.100.3"), 250, 254),
                        new Peer(IpAddress.parse("198.51.100.4"), 255, 255));
        assertThat(unicast.hopLimit()).isEqualTo(64);
    }

    @Test
    void passwordsMayStandInAFile() {
        assertThat(parse("auth.password", "1111").auth().password()).isEqualTo(Password.of("1111"));
        assertThat(parse("auth.password", "file:vrrp.password").auth().password())
                .isEqualTo(Password.of("content"));
    }

    @Test
    void oneHmacKeyIsTheActiveOne() {
        assertThat(parse("auth.hmac.key.7", HEX_KEY).auth().hmac())
                .isEqualTo(new HmacRules(
                        Map.of(7, HmacKey.parse(HEX_KEY)), 7, HmacRules.Replay.TIME, 5, HmacRules.Mode.ENFORCE));
        assertThat(parse(
                                "auth.hmac.key.1", HEX_KEY,
                                "auth.hmac.key.2", "a pass phrase of 32 bytes or more",
                                "auth.hmac.active", "2",
                                "auth.hmac.replay", "monotonic",
                                "auth.hmac.mode", "receive-only",
                                "advert.interval.ms", "10000")
                        .auth()
                        .hmac())
                .isEqualTo(new HmacRules(
                        Map.of(1, HmacKey.parse(HEX_KEY), 2, HmacKey.parse("a pass phrase of 32 bytes or more")),
                        2,
                        HmacRules.Replay.MONOTONIC,
                        30,
                        HmacRules.Mode.RECEIVE_ONLY));
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
            garp.repeat        | 0             | garp.repeat: 0 (expected: 1..255)
            unicast.peer.lb2   | 2001:db8::1   | unicast.peer.lb2: 2001:db8::1 (expected: an IPv4 address, as the VIPs are)
            unicast.peer.lb2   | 192.0.2.2 ttl=9-1 | unicast.peer.lb2: 192.0.2.2 ttl=9-1 (expected: ttl of 0..255, the lower first)
            auth.password      | file:missing  | auth.password: file:missing (expected: a readable file: no such file)
            auth.hmac.key.1    | short         | auth.hmac.key.1: ******** (expected: 32 to 64 bytes, as hex: and hexadecimal digits or as text)
            auth.hmac.key.0    | short         | auth.hmac.key.0: ******** (expected: a number of 1..255 in the key)
            """)
    void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String message) {
        assertThatThrownBy(() -> parse(key, value))
                .isInstanceOf(Keys.BadKey.class)
                .hasMessage(message);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> parse("version", "2", "vip.web", "fe80::1"))
                .hasMessage("version: 2 (expected: 3 for IPv6 addresses)");
        assertThatThrownBy(() -> parse("version", "3", "advert.interval.ms", "15"))
                .hasMessage("advert.interval.ms: 15 (expected: hundredths of a second, 10..40950 in steps of 10)");
        assertThatThrownBy(() -> parse("version", "3", "auth.password", "1111"))
                .hasMessage("auth.password: ******** (expected: version = 2; version 3 has auth.hmac.key.1 instead)");
        assertThatThrownBy(() -> parse("auth.password", "1111", "auth.hmac.key.1", HEX_KEY))
                .hasMessage("auth.password: ******** (expected: either auth.password or auth.hmac.*)");
        assertThatThrownBy(() -> parse("auth.hmac.key.1", HEX_KEY, "auth.hmac.active", "2"))
                .hasMessage("auth.hmac.active: 2 (expected: one of [1])");
        assertThatThrownBy(() -> parse("preempt", "false", "preempt.delay.ms", "1"))
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
        VrrpSettings.parse(keys, VrrpSettingsTest::secret);
        assertThat(keys.unknown()).containsExactlyInAnyOrder("unicast.ttl", "auth.hmac.mode");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(parse("auth.password", "hidden").toString()).doesNotContain("hidden");
        assertThat(parse("auth.hmac.key.1", HEX_KEY).toString()).doesNotContain("0102");
    }

    /** Parses the least file with pairs put over it; a null value takes a key away. */
    private static VrrpSettings parse(String... pairs) {
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
        return VrrpSettings.parse(new Keys(values), VrrpSettingsTest::secret);
    }

    private static String secret(String reference) {
        if (!reference.equals("file:vrrp.password")) {
            throw new IllegalArgumentException("no such file");
        }
        return "content\n";
    }

    private static VipSettings vip(String name, String address, int prefix, String device, String label, int scope) {
        return new VipSettings(name, IpAddress.parse(address), prefix, device, label, scope);
    }
}
