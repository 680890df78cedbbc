package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the kernel, in a namespace of the test's own; {@code ip -j} is the oracle. */
@Timeout(60)
class RouteNetlinkNamespaceTest {
    private Namespace namespace;
    private RouteNetlink route;
    private int va;

    @BeforeEach
    void open() throws Exception {
        namespace = Namespace.create("route");
        route = namespace.inside(RouteNetlink::open);
        va = link("va").index();
    }

    @AfterEach
    void close() throws Exception {
        if (route != null) {
            route.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void linksAreThoseOfTheNamespace() throws Exception {
        assertThat(route.links()).extracting(Link::name).containsExactlyInAnyOrder("lo", "va", "vb");
        assertThat(link("lo").isLoopback()).isTrue();
        assertThat(link("va").kind()).isEqualTo("veth");
        // The kernel finds the carrier of a new link by itself, a little later.
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> link("va").isRunning());
        assertThat(link("va").mtu()).isEqualTo(1500);
        assertThat(namespace.ip("-j", "link", "show", "va"))
                .contains("\"address\":\"" + link("va").hardwareAddress() + "\"");
    }

    @Test
    void anAddedAddressIsAsAsked() throws Exception {
        Address vip = vip("192.0.2.10", 24)
                .withLabel("va:web")
                .withScope(Address.SCOPE_LINK)
                .withBroadcast(ip("192.0.2.255"))
                .withoutPrefixRoute()
                .withLifetime(new Lifetime(300, 200));

        route.addAddress(vip);

        assertThat(namespace.ip("-j", "-4", "addr", "show", "dev", "va"))
                .contains(
                        "\"local\":\"192.0.2.10\"",
                        "\"prefixlen\":24",
                        "\"broadcast\":\"192.0.2.255\"",
                        "\"scope\":\"link\"",
                        "\"noprefixroute\":true",
                        "\"label\":\"va:web\"")
                .containsPattern("\"valid_life_time\":(300|299|298)")
                .containsPattern("\"preferred_life_time\":(200|199|198)");
        Address read = route.addresses(va).stream()
                .filter(a -> a.local().equals(vip.local()))
                .findFirst()
                .orElseThrow();
        assertThat(read.label()).isEqualTo("va:web");
        assertThat(read.lifetime().validSeconds()).isBetween(298L, 300L);
        assertThat(read.has(Address.NO_PREFIX_ROUTE)).isTrue();
        assertThat(read.has(Address.PERMANENT)).isFalse();
    }

    @Test
    void replacingRenewsTheLifetimeInPlace() throws Exception {
        route.addAddress(vip("192.0.2.10", 32).withLifetime(Lifetime.ofSeconds(5)));

        route.replaceAddress(vip("192.0.2.10", 32).withLifetime(Lifetime.ofSeconds(600)));

        assertThat(valid()).hasSize(1).allMatch(seconds -> seconds >= 598 && seconds <= 600);
        route.replaceAddress(vip("192.0.2.10", 32));
        assertThat(valid()).containsExactly(Lifetime.FOREVER_SECONDS);
    }

    @Test
    void theKernelRemovesAnAddressWhoseLifetimeIsOver() throws Exception {
        BlockingQueue<String> gone = new LinkedBlockingQueue<>();
        RouteWatch watch = watch(Set.of(RouteGroup.IPV4_ADDRESS), new Heard() {
            @Override
            public void address(Address address, boolean present) {
                if (!present) {
                    gone.add(address.local().getHostAddress());
                }
            }
        });

        route.addAddress(vip("192.0.2.10", 32).withLifetime(Lifetime.ofSeconds(1)));

        assertThat(gone.poll(15, TimeUnit.SECONDS)).isEqualTo("192.0.2.10");
        watch.close();
    }

    @Test
    void anAddressOfIpv6WithoutDetectionIsUsableAtOnceAndNeverPreferred() throws Exception {
        route.addAddress(vip("2001:db8::10", 128).withoutDad().withLifetime(Lifetime.deprecated(300)));

        assertThat(namespace.ip("-j", "-6", "addr", "show", "dev", "va", "to", "2001:db8::10"))
                .contains(
                        "\"local\":\"2001:db8::10\"",
                        "\"nodad\":true",
                        "\"preferred_life_time\":0",
                        "\"deprecated\":true")
                .doesNotContain("tentative");
    }

    @Test
    void aDeletedAddressIsGoneAndCannotBeDeletedTwice() throws Exception {
        route.addAddress(vip("192.0.2.10", 32).withLabel("va:x"));
        route.deleteAddress(vip("192.0.2.10", 32));

        assertThat(namespace.ip("-j", "addr")).doesNotContain("192.0.2.10");
        assertThatThrownBy(() -> route.deleteAddress(vip("192.0.2.10", 32)))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("EADDRNOTAVAIL"))
                .hasMessageStartingWith("delete address 192.0.2.10/32 on interface " + va + ": EADDRNOTAVAIL, ");
    }

    @Test
    void anAddressThatIsThereIsRefusedByName() throws Exception {
        route.addAddress(vip("192.0.2.10", 32));

        assertThatThrownBy(() -> route.addAddress(vip("192.0.2.10", 32)))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageStartingWith("add address 192.0.2.10/32 on interface " + va + ": EEXIST, File exists");
    }

    @Test
    void routesAndRulesComeAndGo() throws Exception {
        route.addAddress(vip("192.0.2.10", 24));
        Prefix ten = new Prefix(ip("10.0.0.0"), 8);
        Route added = Route.via(ten, ip("192.0.2.1"), va).withTable(1000).withPriority(7);
        Rule rule = Rule.from(new Prefix(ip("198.51.100.0"), 24), 1000, 77);
        Rule marked = Rule.marked(true, 5, 0xff, 1000, 78);

        route.addRoute(added);
        route.addRule(rule);
        route.addRule(marked);

        assertThat(namespace.ip("-j", "route", "show", "table", "1000"))
                .contains(
                        "\"dst\":\"10.0.0.0/8\"",
                        "\"gateway\":\"192.0.2.1\"",
                        "\"metric\":7",
                        "\"protocol\":\"static\"");
        assertThat(namespace.ip("-j", "rule"))
                .contains("\"priority\":77", "\"src\":\"198.51.100.0\"", "\"table\":\"1000\"");
        assertThat(route.routes()).contains(added);
        assertThat(route.rules()).contains(rule, marked);

        route.deleteRoute(added);
        route.deleteRule(rule);
        route.deleteRule(marked);

        assertThat(route.routes()).doesNotContain(added);
        assertThat(route.rules()).doesNotContain(rule, marked);
        assertThatThrownBy(() -> route.deleteRoute(added)).hasMessageContaining(": ESRCH, No such process");
        assertThatThrownBy(() -> route.deleteRule(rule)).hasMessageContaining(": ENOENT, ");
    }

    @Test
    void aMultipathRouteReadsAsItWasWritten() throws Exception {
        route.addAddress(vip("192.0.2.10", 24));
        Prefix ten = new Prefix(ip("10.0.0.0"), 8);
        Route two = new Route(
                false,
                ten,
                null,
                0,
                Route.TABLE_MAIN,
                Route.PROTOCOL_STATIC,
                0,
                Route.UNICAST,
                0,
                null,
                null,
                0,
                List.of(new NextHop(va, ip("192.0.2.1"), 1), new NextHop(va, ip("192.0.2.2"), 3)));

        route.addRoute(two);

        assertThat(route.routes()).contains(two);
    }

    @Test
    void theKernelsOwnWordsReachTheOperator() throws Exception {
        Route nowhere = Route.via(new Prefix(ip("10.0.0.0"), 8), ip("203.0.113.1"), va);

        assertThatThrownBy(() -> route.addRoute(nowhere))
                .hasMessage("add route 10.0.0.0/8 in table 254: ENETUNREACH, Network is unreachable; the kernel says: "
                        + "Nexthop has invalid gateway");
    }

    @Test
    void withoutThePrivilegeTheMessageNamesIt() throws Exception {
        namespace.inside(() -> {
            Namespace.dropCapabilities();
            try (RouteNetlink unprivileged = RouteNetlink.open()) {
                assertThat(unprivileged.links()).hasSize(3);
                assertThatThrownBy(() -> unprivileged.addAddress(vip("192.0.2.10", 32)))
                        .hasMessage("add address 192.0.2.10/32 on interface " + va + ": EPERM, Operation not permitted"
                                + " (expected: CAP_NET_ADMIN in this network namespace)");
            }
            return null;
        });
    }

    @Test
    void aThousandAddressesGoInOneBatch() throws Exception {
        List<NetlinkRequest> changes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            changes.add(NetlinkRequest.addAddress(vip("10.1." + i / 250 + "." + (1 + i % 250), 32)));
        }
        changes.add(500, changes.get(3));

        List<NetlinkFailure> failures = route.apply(changes);

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).cause().errno()).isEqualTo(Errno.EEXIST);
        assertThat(failures.get(0).request().subject()).startsWith("add address 10.1.0.4/32 on");
        Matcher found = Pattern.compile("\"local\":\"10\\.1\\.").matcher(namespace.ip("-j", "-4", "addr"));
        assertThat(found.results().count()).isEqualTo(1000);
        assertThat(route.addresses(va).stream().filter(a -> a.prefixLength() == 32))
                .hasSize(1000);
    }

    @Test
    void changesOfLinksAddressesAndRoutesAreToldAsTheyHappen() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        RouteWatch watch = watch(Set.of(RouteGroup.LINK, RouteGroup.IPV4_ADDRESS, RouteGroup.IPV4_ROUTE), new Heard() {
            @Override
            public void link(Link link, boolean present) {
                told.add(link.name() + (link.isUp() ? " up" : " down"));
            }

            @Override
            public void address(Address address, boolean present) {
                told.add(address.local().getHostAddress() + (present ? " added" : " deleted"));
            }

            @Override
            public void route(Route route, boolean present) {
                told.add("route " + Prefix.text(route.destination()) + (present ? " added" : " deleted"));
            }
        });

        namespace.ip("addr", "add", "192.0.2.10/24", "dev", "va");
        await(told, "192.0.2.10 added");
        await(told, "route 192.0.2.0/24 added");
        namespace.ip("link", "set", "va", "down");
        await(told, "va down");
        namespace.ip("addr", "del", "192.0.2.10/24", "dev", "va");
        await(told, "192.0.2.10 deleted");
        watch.close();
    }

    @Test
    void aLinkThatLeavesABridgeIsNotToldAsDeleted() throws Exception {
        namespace.ip("link", "add", "br0", "type", "bridge");
        namespace.ip("link", "set", "va", "master", "br0");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        List<String> deleted = new ArrayList<>();
        RouteWatch watch = watch(Set.of(RouteGroup.LINK), new Heard() {
            @Override
            public void link(Link link, boolean present) {
                if (!present) {
                    deleted.add(link.name());
                    told.add(link.name() + " deleted");
                }
            }
        });

        namespace.ip("link", "set", "va", "nomaster");
        namespace.ip("link", "del", "br0");

        await(told, "br0 deleted");
        watch.close();
        assertThat(deleted).containsExactly("br0");
    }

    @Test
    void lostEventsAreToldAsAResyncAndLaterOnesAreHeard() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        RouteWatch watch = namespace.inside(() -> RouteWatch.open(
                Set.of(RouteGroup.IPV4_ADDRESS),
                new Heard() {
                    @Override
                    public void address(Address address, boolean present) {
                        told.add(address.local().getHostAddress());
                    }

                    @Override
                    public void resync(String reason) {
                        told.add("resync");
                    }
                },
                4096));
        List<NetlinkRequest> many = new ArrayList<>();
        for (int i = 1; i < 250; i++) {
            many.add(NetlinkRequest.addAddress(vip("10.1.0." + i, 32)));
        }
        assertThat(route.apply(many)).isEmpty();

        Thread thread = new Thread(watch, "watch");
        thread.start();
        await(told, "resync");
        route.addAddress(vip("192.0.2.77", 32));
        await(told, "192.0.2.77");
        watch.close();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void closingWakesABlockedReaderAndMayBeRepeated() throws Exception {
        NetlinkSocket socket = namespace.inside(() -> NetlinkSocket.open(NetlinkSocket.ROUTE, 65536));
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> reader = new FutureTask<>(() -> {
            begun.countDown();
            try {
                return "got " + socket.receive(-1);
            } catch (NetlinkException e) {
                return e.errnoName();
            }
        });
        new Thread(reader, "reader").start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        socket.close();
        socket.close();

        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("ESHUTDOWN");
        assertThatThrownBy(() -> socket.send(new byte[16])).hasMessage("netlink socket: ESHUTDOWN, closed");
    }

    @Test
    void genericFamiliesAreFoundByName() throws Exception {
        try (GenericNetlink generic = namespace.inside(GenericNetlink::open)) {
            GenericFamily controller = generic.family("nlctrl").orElseThrow();
            assertThat(controller.id()).isEqualTo(GenericFamily.CONTROLLER);
            assertThat(controller.groups()).containsKey("notify");
            assertThat(generic.family("NOSUCHFAMILY")).isEmpty();
        }
    }

    @Test
    void aMacvlanIsPrivateHasItsMacAndAliasAndNoLinkLocalAddress() throws Exception {
        byte[] mac = HexFormat.of().parseHex("00005e000133");

        assertThat(route.apply(List.of(
                        NetlinkRequest.addMacvlan("vrrp.51", va, mac),
                        NetlinkRequest.setAlias("vrrp.51", "mine va"),
                        NetlinkRequest.setWithoutLinkLocal("vrrp.51"),
                        NetlinkRequest.setUp("vrrp.51", true))))
                .isEmpty();

        assertThat(namespace.ip("-d", "link", "show", "vrrp.51"))
                .contains("vrrp.51@va", "macvlan mode private", "00:00:5e:00:01:33", "alias mine va", ",UP,");
        Link made = link("vrrp.51");
        assertThat(made.kind()).isEqualTo("macvlan");
        assertThat(made.parent()).isEqualTo(va);
        assertThat(made.alias()).isEqualTo("mine va");
        assertThat(link("va").alias()).isNull();
        assertThat(namespace.ip("-6", "addr", "show", "dev", "vrrp.51")).isEmpty();

        assertThat(route.apply(List.of(NetlinkRequest.addMacvlan("vrrp.51", va, mac))))
                .extracting(failure -> failure.cause().errnoName())
                .containsExactly("EEXIST");
        assertThat(route.apply(List.of(NetlinkRequest.setUp("vrrp.51", false)))).isEmpty();
        assertThat(link("vrrp.51").isUp()).isFalse();
        assertThat(route.apply(List.of(NetlinkRequest.deleteLink(made), NetlinkRequest.deleteLink(made))))
                .extracting(failure -> failure.cause().getMessage())
                .singleElement()
                .asString()
                .startsWith("delete link vrrp.51: ENODEV, ");
    }

    @Test
    void aNameThatIsTooLongIsRefusedInTheOperatorsWords() {
        List<NetlinkRequest> request = List.of(NetlinkRequest.addMacvlan("sixteen-letters-", va, new byte[6]));

        assertThatThrownBy(() -> route.apply(request))
                .hasMessage("interface name: sixteen-letters- (expected: 1..15 characters)");
    }

    @Test
    void aRouteOnLinkNeedsNoAddressInTheSubnetOfItsGateway() throws Exception {
        Route over =
                Route.via(new Prefix(ip("10.0.0.0"), 8), ip("203.0.113.1"), va).withProtocol(118);

        assertThat(route.apply(List.of(NetlinkRequest.addRouteOnLink(over)))).isEmpty();

        assertThat(namespace.ip("route", "show", "10.0.0.0/8")).contains("via 203.0.113.1", "proto 118", "onlink");
        assertThat(route.routes()).contains(over);
    }

    @Test
    void whoCaughtUpKnowsOfEverythingBefore() throws Exception {
        Set<InetAddress> there = ConcurrentHashMap.newKeySet();
        Set<InetAddress> settled = ConcurrentHashMap.newKeySet();
        RouteWatch watch = watch(Set.of(RouteGroup.IPV4_ADDRESS), new Heard() {
            @Override
            public void address(Address address, boolean present) {
                if (present) {
                    there.add(address.local());
                } else {
                    there.remove(address.local());
                }
            }

            @Override
            public void settled() {
                settled.clear();
                settled.addAll(there);
            }
        });
        for (int i = 1; i <= 200; i++) {
            Address address = vip("10.1.0." + i, 32);
            route.addAddress(address);
            assertThat(watch.catchUp(Duration.ofSeconds(10))).isTrue();
            assertThat(settled).contains(address.local());
            if (i % 2 == 0) {
                route.deleteAddress(address);
                assertThat(watch.catchUp(Duration.ofSeconds(10))).isTrue();
                assertThat(settled).doesNotContain(address.local());
            }
        }
        watch.close();
        assertThat(watch.catchUp(Duration.ofSeconds(10))).isFalse();
    }

    @Test
    void whoCatchesUpAfterAnOverrunWaitsForTheResync() throws Exception {
        AtomicInteger resyncs = new AtomicInteger();
        RouteWatch watch = namespace.inside(() -> RouteWatch.open(
                Set.of(RouteGroup.IPV4_ADDRESS),
                new Heard() {
                    @Override
                    public void resync(String reason) {
                        resyncs.incrementAndGet();
                    }
                },
                4096));
        List<NetlinkRequest> many = new ArrayList<>();
        for (int i = 1; i < 250; i++) {
            many.add(NetlinkRequest.addAddress(vip("10.1.0." + i, 32)));
        }
        assertThat(route.apply(many)).isEmpty();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> watch.catchUp(Duration.ofSeconds(20)));
        new Thread(waiting, "waiting").start();
        Thread thread = new Thread(watch, "watch");
        thread.start();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(resyncs.get()).isPositive();
        watch.close();
        thread.join(10_000);
    }

    private RouteWatch watch(Set<RouteGroup> groups, RouteListener listener) throws Exception {
        RouteWatch watch = namespace.inside(() -> RouteWatch.open(groups, listener));
        Thread thread = new Thread(watch, "watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private static void await(BlockingQueue<String> told, String wanted) throws InterruptedException {
        List<String> before = new ArrayList<>();
        String next = "";
        while (next != null && !next.equals(wanted)) {
            next = told.poll(10, TimeUnit.SECONDS);
            before.add(next);
        }
        assertThat(before).last().isEqualTo(wanted);
    }

    private Address vip(String address, int prefixLength) throws Exception {
        return Address.of(va, ip(address), prefixLength);
    }

    private List<Long> valid() throws Exception {
        return route.addresses(va).stream()
                .filter(address -> address.prefixLength() == 32)
                .map(address -> address.lifetime().validSeconds())
                .toList();
    }

    private Link link(String name) throws NetlinkException {
        return route.links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static InetAddress ip(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    private static class Heard implements RouteListener {
        @Override
        public void resync(String reason) {}
    }
}
