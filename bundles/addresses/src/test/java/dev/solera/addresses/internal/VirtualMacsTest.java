package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.addresses.HostAddresses;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual MAC addresses and closed virtual routers, seen by a neighbour in a namespace of its own. */
@Timeout(90)
class VirtualMacsTest {
    private Namespace host;
    private Namespace neighbour;
    private HostAddresses addresses;
    private VipBinder binder;

    @BeforeEach
    void open() throws Exception {
        Namespace.assumeInstalled("ping", "iputils-ping");
        Namespace.assumeInstalled("arping", "iputils-arping");
        host = Namespace.create();
        neighbour = Namespace.create();
        neighbour.ip("link", "del", "eth0");
        host.ip("link", "set", "peer0", "netns", neighbour.name());
        neighbour.ip("link", "set", "peer0", "up");
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        host.ip("addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        neighbour.ip("addr", "add", "192.0.2.2/24", "dev", "peer0");
        neighbour.ip("addr", "add", "2001:db8::2/64", "dev", "peer0", "nodad");
        addresses = host.inside(HostAddresses::open);
        binder = addresses.binder();
    }

    @AfterEach
    void close() throws Exception {
        if (addresses != null) {
            addresses.close();
        }
        if (neighbour != null) {
            neighbour.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void theVirtualMacAloneAnswersForTheVipAndTheHostsOwnForItsOwn() throws Exception {
        host.sysctl("ipv4/conf/all/rp_filter", "1"); // the strict one, which would drop what comes in on the macvlan
        Claim claim = Claims.on("eth0", 51).vip("web", "192.0.2.10/24").vmac().claim();
        assertThat(prepare(claim)).isEmpty();
        assertThat(bind(claim)).isEmpty();

        assertThat(host.ip("-d", "link", "show", "vrrp.51"))
                .contains("macvlan mode private", "00:00:5e:00:01:33", "vrrp.51@eth0", "alias solera eth0", ",UP,");
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.51"))
                .contains("192.0.2.10/32")
                .doesNotContain("fe80");
        assertThat(macsThatAnswer("192.0.2.10")).containsOnly("00:00:5e:00:01:33");
        assertThat(macsThatAnswer("192.0.2.1")).containsOnly(mac("eth0"));
        assertThat(neighbour.run("ping", "-c", "1", "-W", "5", "192.0.2.10")).contains("1 received");

        release(claim);
        assertThat(host.ip("-br", "link", "show", "vrrp.51")).contains("UP");
    }

    @Test
    void neighbourDiscoveryGivesTheVirtualMacOfIpv6() throws Exception {
        Claim claim = Claims.on("eth0", 51).vip("six", "2001:db8::10/64").vmac().claim();
        prepare(claim);
        assertThat(bind(claim)).isEmpty();

        assertThat(neighbour.run("ping", "-6", "-c", "1", "-W", "5", "2001:db8::10"))
                .contains("1 received");

        assertThat(neighbour.ip("neigh", "show", "2001:db8::10")).contains("lladdr 00:00:5e:00:02:33");
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp6.51")).doesNotContain("fe80");
    }

    @Test
    void twoVirtualRoutersShareAnInterfaceAndTheSameNumberOnAnotherGetsANameOfItsOwn() throws Exception {
        host.ip("link", "add", "vrrp.53", "type", "bridge");
        Claim one = Claims.on("eth0", 51).vip("a", "192.0.2.10/24").vmac().claim();
        Claim two = Claims.on("eth0", 52).vip("b", "192.0.2.11/24").vmac().claim();
        Claim other = Claims.on("eth1", 51).vip("c", "203.0.113.1/24").vmac().claim();
        Claim foreign = Claims.on("eth0", 53).vip("d", "192.0.2.12/24").vmac().claim();

        assertThat(prepare(one, two, other, foreign)).isEmpty();
        assertThat(prepare(one, two, other, foreign)).isEmpty();
        for (Claim claim : List.of(one, two, other, foreign)) {
            assertThat(bind(claim)).isEmpty();
        }

        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.51")).contains("vrrp.51@eth0", "192.0.2.10/32");
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.52")).contains("vrrp.52@eth0", "192.0.2.11/32");
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.51.2")).contains("vrrp.51.2@eth1", "203.0.113.1/24");
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.53.2")).contains("vrrp.53.2@eth0", "192.0.2.12/32");
        assertThat(host.ip("-br", "link", "show", "type", "macvlan").lines()).hasSize(4);

        assertThat(prepare(two)).isEmpty();
        assertThat(host.ip("-br", "link", "show", "type", "macvlan"))
                .contains("vrrp.52@eth0")
                .hasLineCount(1);
        assertThat(host.sysctl("ipv4/conf/eth0/arp_ignore")).isEqualTo("1");
        assertThat(host.sysctl("ipv4/conf/eth0/arp_announce")).isEqualTo("2");
        assertThat(host.sysctl("ipv4/conf/eth1/arp_ignore")).isEqualTo("0");
        assertThat(prepare()).isEmpty();
        assertThat(host.sysctl("ipv4/conf/eth0/arp_ignore")).isEqualTo("0");
        assertThat(host.sysctl("ipv4/conf/eth0/arp_announce")).isEqualTo("0");
        assertThat(host.ip("link")).contains("vrrp.53");
    }

    @Test
    void aVirtualMacInterfaceThatWentWithTheOneBelowComesBackWithIt() throws Exception {
        Claim claim = Claims.on("eth1", 51).vip("web", "203.0.113.10/24").vmac().claim();
        prepare(claim);
        bind(claim);
        host.ip("link", "del", "eth1");

        assertThat(renew(claim))
                .containsExactly(new Failure(
                        "eth1-51",
                        null,
                        "interface: eth1 (expected: an interface of this host; there is none of that name now)"));
        host.pair("eth1", "peer1");
        assertThat(renew(claim)).isEmpty();

        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.51")).contains("203.0.113.10/24");
    }

    @Test
    void aRouteOverAVirtualMacInterfaceMayHaveItsGatewayInTheSubnetBelow() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .route("198.51.100.0/24", "192.0.2.2", null, "192.0.2.10", 254, 0)
                .vmac()
                .claim();
        prepare(claim);

        assertThat(bind(claim)).isEmpty();

        assertThat(host.ip("route", "show", "198.51.100.0/24")).contains("via 192.0.2.2 dev vrrp.51", "src 192.0.2.10");
    }

    @Test
    void aClosedVirtualRouterAnswersNeighbourDiscoveryAndArpAndNothingElse() throws Exception {
        Claim closed = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .closed()
                .claim();
        Claim open = Claims.on("eth0", 52).vip("free", "192.0.2.11/24").claim();
        assertThat(prepare(closed, open)).isEmpty();
        bind(closed);
        bind(open);

        assertThat(pings("192.0.2.10")).isFalse();
        assertThat(pings("2001:db8::10")).isFalse();
        assertThat(neighbour.ip("neigh", "show", "192.0.2.10")).contains("lladdr " + mac("eth0"));
        assertThat(neighbour.ip("neigh", "show", "2001:db8::10")).contains("lladdr " + mac("eth0"));
        assertThat(pings("192.0.2.11")).isTrue();
        assertThat(host.run("nft", "-j", "list", "ruleset"))
                .contains("vips4", "192.0.2.10")
                .doesNotContain("192.0.2.11");

        host.run("nft", "flush", "ruleset");
        assertThat(prepare(closed, open)).isEmpty();
        assertThat(pings("192.0.2.10")).isFalse();

        assertThat(prepare(open)).isEmpty();
        assertThat(pings("192.0.2.10")).isTrue();
        assertThat(pings("2001:db8::10")).isTrue();
        assertThat(host.run("nft", "list", "tables")).doesNotContain("solera");
    }

    @Test
    void theAddressOwnerAcceptsAlways() throws Exception {
        assertThat(prepare(Claims.on("eth0", 51)
                        .vip("web", "192.0.2.10/24")
                        .priority(255)
                        .closed()
                        .claim()))
                .isEmpty();

        assertThat(host.run("nft", "list", "tables")).doesNotContain("solera");
    }

    private boolean pings(String address) throws Exception {
        return neighbour.inside(() -> {
            try {
                return Namespace.Programs.run("ping", "-c", "1", "-W", "1", address)
                        .contains("1 received");
            } catch (IOException e) {
                return false;
            }
        });
    }

    private List<String> macsThatAnswer(String address) throws Exception {
        String heard = neighbour.run("arping", "-I", "peer0", "-c", "2", "-w", "5", address);
        return Pattern.compile("([0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5})")
                .matcher(heard)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .toList();
    }

    private String mac(String device) throws Exception {
        return addresses.network().find(device).orElseThrow().mac().toString();
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
}
