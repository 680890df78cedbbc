package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.addresses.HostAddresses;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes and rules that go with VIPs, in a namespace of the test's own. */
@Timeout(60)
class PathTableTest {
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
    void routesAndRulesComeWithTheAddressesAndGoWithThem() throws Exception {
        Claim claim = everything();

        assertThat(bind(claim)).isEmpty();

        assertThat(host.ip("route", "show"))
                .contains("default via 192.0.2.254 dev eth0 proto 118 src 192.0.2.10 metric 20");
        assertThat(host.ip("route", "show", "table", "1000")).contains("198.51.100.0/24 dev eth1 proto 118 scope link");
        assertThat(host.ip("-6", "route", "show"))
                .contains("2001:db8:1::/48 via 2001:db8::fe dev eth0 proto 118", "metric 1024");
        assertThat(host.ip("rule")).contains("77:\tfrom 192.0.2.10 lookup 1000 proto 118");
        assertThat(host.ip("-6", "rule")).contains("78:\tfrom all to 2001:db8:2::/48 lookup 1000 proto 118");
        assertThat(bind(claim)).isEmpty();

        assertThat(release(claim)).isEmpty();

        assertThat(host.ip("route", "show", "table", "all")).doesNotContain("proto 118");
        assertThat(host.ip("-6", "route", "show", "table", "all")).doesNotContain("proto 118");
        assertThat(host.ip("rule")).doesNotContain("77:");
        assertThat(host.ip("-6", "rule")).doesNotContain("78:");
    }

    @Test
    void whatSomebodyRemovedIsPutBack() throws Exception {
        Claim claim = everything();
        bind(claim);
        // IPv4 alone: the kernel's own IPv6 routes come when an interface has checked its link-local address.
        String routes = host.ip("-4", "route", "show", "table", "all");
        host.ip("route", "del", "default");
        host.ip("route", "del", "198.51.100.0/24", "table", "1000");
        host.ip("-6", "route", "del", "2001:db8:1::/48");
        host.ip("rule", "del", "priority", "77");
        host.ip("-6", "rule", "del", "priority", "78");

        assertThat(renew(claim)).isEmpty();

        assertThat(host.ip("-4", "route", "show", "table", "all").lines())
                .containsExactlyInAnyOrderElementsOf(routes.lines().toList());
        assertThat(host.ip("-6", "route", "show")).contains("2001:db8:1::/48");
        assertThat(host.ip("rule")).contains("77:");
        assertThat(host.ip("-6", "rule")).contains("78:");
    }

    @Test
    void whatWentWithItsInterfaceIsPutBackWhenThatIsUpAgain() throws Exception {
        Claim claim = everything();
        bind(claim);
        host.ip("link", "set", "eth1", "down");
        host.ip("link", "set", "eth1", "up");

        assertThat(renew(claim)).isEmpty();

        assertThat(host.ip("route", "show", "table", "1000")).contains("198.51.100.0/24 dev eth1");
    }

    @Test
    void aRouteOfSomebodyElsesIsLeftAloneAndSaid() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        host.ip("route", "add", "default", "via", "192.0.2.99", "metric", "20");
        Claim claim = everything();

        List<Failure> first = bind(claim);
        List<Failure> again = renew(claim);
        release(claim);

        assertThat(first)
                .containsExactly(new Failure(
                        "eth0-51",
                        null,
                        "route: default in table 254 with metric 20 (expected: none yet; somebody else has put one there, so it is"
                                + " left alone; another metric lets both be)"));
        assertThat(again).isEmpty();
        assertThat(host.ip("route", "show")).contains("default via 192.0.2.99");
    }

    @Test
    void aChangedRouteTakesThePlaceOfTheOneBefore() throws Exception {
        Claim before = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .route("198.51.100.0/24", "192.0.2.254", null, null, 254, 0)
                .claim();
        Claim now = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .route("198.51.100.0/24", "192.0.2.253", null, null, 254, 0)
                .claim();
        bind(before);

        assertThat(host.inside(() -> binder.change(before, now))).isEmpty();

        assertThat(host.ip("route", "show", "198.51.100.0/24").lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("via 192.0.2.253");
    }

    @Test
    void aGatewayThatCannotBeReachedIsSaidInTheKernelsWords() throws Exception {
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .route("198.51.100.0/24", "203.0.113.1", null, null, 254, 0)
                .claim();

        assertThat(bind(claim))
                .containsExactly(new Failure(
                        "eth0-51",
                        null,
                        "add route 198.51.100.0/24 in table 254: ENETUNREACH, Network is unreachable; the kernel says: Nexthop has"
                                + " invalid gateway"));
        assertThat(host.ip("-br", "addr")).contains("192.0.2.10/24");
    }

    private static Claim everything() {
        return Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .route("0.0.0.0/0", "192.0.2.254", null, "192.0.2.10", 254, 20)
                .route("198.51.100.0/24", null, "eth1", null, 1000, 0)
                .route("2001:db8:1::/48", "2001:db8::fe", null, null, 254, 0)
                .rule("192.0.2.10/32", null, 1000, 77)
                .rule(null, "2001:db8:2::/48", 1000, 78)
                .claim();
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
