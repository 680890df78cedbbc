package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.solera.addresses.HostAddresses;
import dev.solera.api.Addresses;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The binder against the kernel, in a namespace of the test's own; {@code ip} is the oracle. */
@Timeout(90)
class KernelVipBinderTest {
    private Namespace host;
    private HostAddresses addresses;
    private VipBinder binder;

    @BeforeEach
    void open() throws Exception {
        host = Namespace.create();
        addresses = host.inside(HostAddresses::open);
        binder = addresses.binder();
    }

    @AfterEach
    void close() throws Exception {
        if (addresses != null) {
            addresses.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void anIpv4VipIsALeaseWithItsPrefixLabelAndScope() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24", null, "eth0:web", 253)
                .lease(Duration.ofMillis(3_500))
                .claim();

        assertThat(bind(claim)).isEmpty();

        assertThat(host.ip("-j", "-4", "addr", "show", "dev", "eth0"))
                .contains(
                        "\"local\":\"192.0.2.10\"", "\"prefixlen\":24", "\"scope\":\"link\"", "\"label\":\"eth0:web\"")
                .containsPattern("\"valid_life_time\":[34]\\b")
                .containsPattern("\"preferred_life_time\":[34]\\b");
        assertThat(bound(claim)).containsExactly("web");
    }

    @Test
    void anIpv6VipIsUsableAtOnceAndNeverASource() throws Exception {
        Claim claim = Claims.on("eth0", 51).vip("web", "2001:db8::10/64").claim();

        assertThat(bind(claim)).isEmpty();

        assertThat(host.ip("-j", "-6", "addr", "show", "dev", "eth0", "to", "2001:db8::10"))
                .contains("\"prefixlen\":64", "\"nodad\":true", "\"preferred_life_time\":0", "\"deprecated\":true")
                .containsPattern("\"valid_life_time\":(29|30)\\b")
                .doesNotContain("tentative");
    }

    @Test
    void releaseTakesOffWhatBindPutOnAndNothingElse() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .vip("other", "198.51.100.1/32", "eth1", null, 0)
                .claim();

        bind(claim);
        assertThat(bound(claim)).containsExactly("web", "six", "other");
        assertThat(release(claim)).isEmpty();
        assertThat(release(claim)).isEmpty();

        assertThat(bound(claim)).isEmpty();
        assertThat(host.ip("-br", "addr"))
                .contains("192.0.2.1/24")
                .doesNotContain("192.0.2.10", "2001:db8::10", "198.51.100.1");
    }

    @Test
    void anIpv6VipIsRenewedAndTakenOffEvenBeforeTheKernelHasToldOfIt() throws Exception {
        Claim claim = Claims.on("eth0", 51).vip("six", "2001:db8::10/64").claim();
        for (int i = 0; i < 50; i++) {
            assertThat(bind(claim)).isEmpty();
            assertThat(renew(claim)).isEmpty();
            assertThat(bound(claim)).containsExactly("six");
            assertThat(release(claim)).isEmpty();
            assertThat(bound(claim)).isEmpty();
        }
        assertThat(host.ip("-6", "addr")).doesNotContain("2001:db8::10");
    }

    @Test
    void ofTwoVipsOfOneSubnetTheSecondStaysWhenTheFirstIsReleasedAndInheritsThePrefix() throws Exception {
        Claim first = Claims.on("eth0", 51).vip("one", "192.0.2.10/24").claim();
        Claim second = Claims.on("eth0", 52).vip("two", "192.0.2.20/24").claim();
        bind(first);
        bind(second);
        assertThat(host.ip("-br", "-4", "addr", "show", "dev", "eth0")).contains("192.0.2.10/24", "192.0.2.20/32");
        assertThat(host.ip("route", "show", "dev", "eth0").lines()).hasSize(1);

        assertThat(release(first)).isEmpty();

        assertThat(host.ip("-br", "-4", "addr", "show", "dev", "eth0"))
                .contains("192.0.2.20/24")
                .doesNotContain("192.0.2.20/32", "192.0.2.10");
        assertThat(host.ip("route", "show", "dev", "eth0")).contains("192.0.2.0/24");
        assertThat(renew(second)).isEmpty();
        assertThat(host.ip("-br", "-4", "addr", "show", "dev", "eth0")).doesNotContain("192.0.2.20/32");
    }

    @Test
    void theHostsOwnAddressOfThatSubnetStaysEvenWhenItCameLater() throws Exception {
        Claim claim = Claims.on("eth0", 51).vip("one", "192.0.2.10/24").claim();
        bind(claim);
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");

        assertThat(release(claim)).isEmpty();

        assertThat(host.ip("-br", "-4", "addr", "show", "dev", "eth0")).contains("192.0.2.1/24");
        assertThat(host.ip("route", "show", "dev", "eth0")).contains("192.0.2.0/24");
        assertThat(host.sysctl("ipv4/conf/eth0/promote_secondaries")).isEqualTo("1");
    }

    @Test
    void theRouteToAnIpv6SubnetOfTheHostsOwnGetsNoLease() throws Exception {
        host.ip("addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        Claim claim = Claims.on("eth0", 51).vip("six", "2001:db8::10/64").claim();

        bind(claim);

        assertThat(host.ip("-br", "-6", "addr", "show", "dev", "eth0")).contains("2001:db8::10/128");
        assertThat(host.ip("-6", "route", "show", "2001:db8::/64")).doesNotContain("expires");
    }

    @Test
    void renewProlongsTheLeaseAndPutsBackWhatSomebodyTookOff() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .lease(Duration.ofSeconds(5))
                .claim();
        bind(claim);
        Claim longer = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .lease(Duration.ofSeconds(50))
                .claim();
        assertThat(renew(longer)).isEmpty();
        assertThat(host.ip("-j", "addr", "show", "dev", "eth0", "to", "192.0.2.10"))
                .containsPattern("\"valid_life_time\":(49|50)\\b");
        assertThat(host.ip("-j", "addr", "show", "dev", "eth0", "to", "2001:db8::10"))
                .containsPattern("\"valid_life_time\":(49|50)\\b")
                .contains("\"preferred_life_time\":0");
        assertThat(addresses.network().find("eth0").orElseThrow().addresses())
                .filteredOn(address -> address.scope() == 0)
                .hasSize(2)
                .allMatch(HostNetwork.Address::floating);

        host.ip("addr", "del", "192.0.2.10/24", "dev", "eth0");
        host.ip("addr", "del", "2001:db8::10/64", "dev", "eth0");
        assertThat(bound(claim)).isEmpty();
        assertThat(renew(longer)).isEmpty();

        assertThat(bound(claim)).containsExactly("web", "six");
    }

    @Test
    void anAddressThatSomebodyElseHasPutThereForGoodIsLeftAlone() throws Exception {
        host.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
        Claim claim = Claims.on("eth0", 51).vip("web", "192.0.2.10/24").claim();

        List<Failure> first = bind(claim);
        List<Failure> again = renew(claim);
        release(claim);

        assertThat(first)
                .containsExactly(new Failure(
                        "eth0-51",
                        "web",
                        "address: 192.0.2.10 (expected: not on eth0 yet; somebody else has put it there for good, so it is"
                                + " left alone, on release too)"));
        assertThat(again).isEmpty();
        assertThat(host.ip("-j", "addr", "show", "dev", "eth0"))
                .contains("\"local\":\"192.0.2.10\"")
                .contains("\"valid_life_time\":4294967295");
    }

    @Test
    void changeTakesOffTheDifferenceAlone() throws Exception {
        Claim before = Claims.on("eth0", 51)
                .vip("a", "192.0.2.10/24")
                .vip("b", "192.0.2.11/24")
                .vip("c", "192.0.2.12/24")
                .claim();
        Claim now = Claims.on("eth0", 51)
                .named("renamed")
                .vip("b", "192.0.2.11/24")
                .vip("c2", "192.0.2.12/24")
                .vip("d", "192.0.2.13/24")
                .claim();
        bind(before);
        try (Monitor monitor = Monitor.of(host)) {
            assertThat(change(before, now)).isEmpty();
            assertThat(monitor.until("192.0.2.11/24"))
                    .noneMatch(line -> line.matches(".*Deleted.*192\\.0\\.2\\.12/.*"));
        }

        assertThat(bound(now)).containsExactly("b", "c2", "d");
        assertThat(host.ip("-br", "addr")).doesNotContain("192.0.2.10");
    }

    @Test
    void aVipWhoseLabelScopeOrPrefixChangesIsAnotherAddressAndStillThereAllTheTime() throws Exception {
        Claim before = Claims.on("eth0", 51).vip("web", "192.0.2.10/24").claim();
        Claim labelled = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24", null, "eth0:web", 253)
                .claim();
        Claim narrow = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/25", null, "eth0:web", 253)
                .claim();
        bind(before);

        assertThat(change(before, labelled)).isEmpty();
        assertThat(host.ip("-o", "-4", "addr", "show", "dev", "eth0"))
                .contains("192.0.2.10/24 scope link", "eth0:web")
                .hasLineCount(1);
        assertThat(change(labelled, narrow)).isEmpty();
        assertThat(host.ip("-o", "-4", "addr", "show", "dev", "eth0"))
                .contains("192.0.2.10/25 scope link")
                .hasLineCount(1);
        assertThat(host.ip("route", "show", "dev", "eth0"))
                .contains("192.0.2.0/25")
                .hasLineCount(1);
        assertThat(release(narrow)).isEmpty();
        assertThat(host.ip("-4", "addr", "show", "dev", "eth0")).isEmpty();
    }

    @Test
    void anAddressThatMovesBetweenTwoMastersNeverBlinks() throws Exception {
        Claim leftBefore = Claims.on("eth0", 51)
                .vip("a", "192.0.2.10/32")
                .vip("x", "192.0.2.30/32")
                .claim();
        Claim rightBefore = Claims.on("eth0", 52).vip("b", "192.0.2.20/32").claim();
        Claim left = Claims.on("eth0", 51).vip("a", "192.0.2.10/32").claim();
        Claim right = Claims.on("eth0", 52)
                .vip("b", "192.0.2.20/32")
                .vip("x", "192.0.2.30/32")
                .claim();
        prepare(leftBefore, rightBefore);
        bind(leftBefore);
        bind(rightBefore);
        try (Monitor monitor = Monitor.of(host)) {
            prepare(left, right);
            change(leftBefore, left);
            change(rightBefore, right);
            change(right, rightBefore);
            assertThat(monitor.until("Deleted .*192\\.0\\.2\\.30/32"))
                    .filteredOn(line -> line.contains("Deleted"))
                    .hasSize(1);
        }
        bind(right);
        assertThat(bound(right)).containsExactly("b", "x");
        release(left);
        assertThat(bound(right)).containsExactly("b", "x");
    }

    @Test
    void anInterfaceThatIsMissingIsSaidOnceAndUsedWhenItComes() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("here", "192.0.2.10/32")
                .vip("there", "192.0.2.11/32", "eth9", null, 0)
                .vip("there2", "192.0.2.12/32", "eth9", null, 0)
                .claim();

        assertThat(bind(claim))
                .containsExactly(new Failure(
                        "eth0-51",
                        "there",
                        "interface: eth9 (expected: an interface of this host; there is none of that name now)"));
        host.pair("eth9", "peer9");
        assertThat(renew(claim)).isEmpty();
        assertThat(bound(claim)).containsExactly("here", "there", "there2");

        host.ip("link", "del", "eth9");
        assertThat(bound(claim)).containsExactly("here");
        host.pair("eth9", "peer9");
        assertThat(renew(claim)).isEmpty();
        assertThat(bound(claim)).containsExactly("here", "there", "there2");
        assertThat(release(claim)).isEmpty();
    }

    @Test
    void withoutThePrivilegeEachCallSaysSoOnceForEachClaim() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("a", "192.0.2.10/32")
                .vip("b", "192.0.2.11/32")
                .claim();

        List<Failure> failures = host.inside(() -> {
            Namespace.dropCapabilities();
            try (HostAddresses unprivileged = HostAddresses.open()) {
                assertThat(unprivileged.binder().limits())
                        .anyMatch(limit -> limit.startsWith("addresses: CAP_NET_ADMIN is missing"));
                assertThat(unprivileged.network().find("eth0")).isPresent();
                return unprivileged.binder().bind(claim);
            }
        });

        assertThat(failures)
                .containsExactly(new Failure(
                        "eth0-51",
                        null,
                        "put a 192.0.2.10/32 on eth0: EPERM, Operation not permitted (expected: CAP_NET_ADMIN in this network"
                                + " namespace)"));
        assertThat(host.ip("addr")).doesNotContain("192.0.2.10");
    }

    @Test
    void whatABinderLeavesIsTakenOverByTheNextOneInTheProcessWithoutABlink() throws Exception {
        Claim claim = Claims.on("eth0", 51).vip("web", "192.0.2.10/24").claim();
        prepare(claim);
        bind(claim);
        try (Monitor monitor = Monitor.of(host)) {
            addresses.close();
            addresses = host.inside(HostAddresses::open);
            binder = addresses.binder();
            prepare(claim);
            bind(claim);
            release(claim);
            assertThat(monitor.until("Deleted .*192\\.0\\.2\\.10/24"))
                    .filteredOn(line -> line.contains("Deleted"))
                    .hasSize(1);
        }
    }

    @Test
    void vipsShowAsFloatingAndOwnAddressesDoNot() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        Claim claim = Claims.on("eth0", 51).vip("web", "192.0.2.10/24").claim();
        bind(claim);
        assertThat(bound(claim)).containsExactly("web");

        assertThat(addresses.network().find("eth0").orElseThrow().addresses())
                .filteredOn(address -> address.address().getAddress().length == 4)
                .extracting(HostNetwork.Address::address, HostNetwork.Address::prefix, HostNetwork.Address::floating)
                .containsExactly(
                        tuple(Addresses.parseIp("192.0.2.1"), 24, false),
                        tuple(Addresses.parseIp("192.0.2.10"), 32, true));
    }

    private List<Failure> prepare(Claim... claims) throws Exception {
        return host.inside(() -> binder.prepare(List.of(claims)));
    }

    private List<Failure> bind(Claim claim) throws Exception {
        return host.inside(() -> binder.bind(claim));
    }

    private List<Failure> renew(Claim claim) throws Exception {
        return host.inside(() -> binder.renew(List.of(claim)));
    }

    private List<Failure> release(Claim claim) throws Exception {
        return host.inside(() -> binder.release(claim));
    }

    private List<Failure> change(Claim before, Claim now) throws Exception {
        return host.inside(() -> binder.change(before, now));
    }

    private List<String> bound(Claim claim) throws Exception {
        return host.inside(() -> binder.bound(claim));
    }
}
