package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.Link;
import dev.solera.netlink.NextHop;
import dev.solera.netlink.Prefix;
import dev.solera.netlink.Route;
import dev.solera.netlink.Rule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Links, addresses, routes and rules of one network namespace. One thread changes it by the kernel's events; any thread reads it without a lock. The
 * values are immutable. Each change returns whether it is one that anybody can see: a renewed lease is none. Table 255,
 * the kernel's own, is left out.
 */
final class HostState {
    private static final Comparator<Address> KERNEL_ORDER = Comparator.<Address>comparingInt(
                    address -> address.local().getAddress().length)
            .thenComparing(address -> address.has(Address.SECONDARY))
            .thenComparingInt(Address::scope);

    private static final long IPV6_METRIC = 1024; // IP6_RT_PRIO_USER, what the kernel takes for 0

    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final Map<String, Integer> names = new ConcurrentHashMap<>();

    private final Map<Integer, OnInterface> addresses = new ConcurrentHashMap<>();

    private final Map<RouteKey, List<Route>> routes = new ConcurrentHashMap<>();
    private final Set<Rule> rules = ConcurrentHashMap.newKeySet();

    private long arrivals;
    private final AtomicLong linkChanges = new AtomicLong();

    /** The addresses of one interface. */
    private static final class OnInterface {
        private final Map<Spot, Entries> byAddress = new ConcurrentHashMap<>();
    }

    /**
     * One address, which IPv4 may have with several prefixes.
     *
     * @param arrival grows from one address to the next
     */
    private record Entries(long arrival, List<Address> list) {
        static final Entries NONE = new Entries(0, List.of());
    }

    /** Where a route leads to, in which table. */
    record RouteKey(InetAddress network, int prefix, long table) {
        static RouteKey of(Route route) {
            Prefix to = route.destination();
            return to == null
                    ? new RouteKey(Subnet.any(route.ipv6()), 0, route.table())
                    : new RouteKey(to.address(), to.length(), route.table());
        }
    }

    boolean link(Link link, boolean present) {
        linkChanges.incrementAndGet();
        if (!present) {
            Link old = links.remove(link.index());
            names.remove(link.name(), link.index());
            addresses.remove(link.index());
            dropRoutesOver(link.index(), true);
            return old != null;
        }
        Link old = links.put(link.index(), link);
        if (old != null && !old.name().equals(link.name())) {
            names.remove(old.name(), link.index());
        }
        names.put(link.name(), link.index());
        if (old != null && old.isUp() && !link.isUp()) {
            dropRoutesOver(link.index(), false);
        }
        return !link.equals(old);
    }

    boolean address(Address address, boolean present) {
        Map<Spot, Entries> here = addresses.computeIfAbsent(address.index(), none -> new OnInterface()).byAddress;
        Spot spot = new Spot(address.index(), address.local());
        Entries entries = here.getOrDefault(spot, Entries.NONE);
        List<Address> old = entries.list();
        int at = find(old, address);
        if (present) {
            long arrival = old.isEmpty() ? ++arrivals : entries.arrival();
            here.put(spot, new Entries(arrival, replaced(old, at, address)));
            return at < 0 || !old.get(at).withLifetime(address.lifetime()).equals(address);
        }
        if (at < 0) {
            return false;
        }
        if (old.size() == 1) {
            here.remove(spot);
        } else {
            here.put(spot, new Entries(entries.arrival(), without(old, at)));
        }
        dropRoutesFrom(address.local());
        return true;
    }

    boolean route(Route route, boolean present) {
        if (route.table() == Route.TABLE_LOCAL) {
            return false; // two or three for each address, and all the kernel's own
        }
        RouteKey key = RouteKey.of(route);
        List<Route> old = routes.getOrDefault(key, List.of());
        List<Route> now = new ArrayList<>(old);
        // IPv4 replaces in place without telling of the old one; IPv6 tells of each way of a multipath route by itself.
        now.removeIf(other -> route.ipv6()
                ? sameWay(other, route)
                : other.tos() == route.tos() && other.priority() == route.priority());
        if (present) {
            now.add(route);
        }
        put(routes, key, now);
        return !now.equals(old);
    }

    boolean rule(Rule rule, boolean present) {
        return present ? rules.add(rule) : rules.remove(rule);
    }

    @Nullable
    Link link(String name) {
        Integer index = names.get(name);
        return index == null ? null : links.get(index);
    }

    @Nullable
    Link link(int index) {
        return links.get(index);
    }

    /** Grows with everything that is told of links. */
    long linkChanges() {
        return linkChanges.get();
    }

    Collection<Link> links() {
        return links.values();
    }

    /** The entries of one address on one interface, none where it is not there. */
    List<Address> at(Spot spot) {
        OnInterface here = addresses.get(spot.index());
        return here == null
                ? List.of()
                : here.byAddress.getOrDefault(spot, Entries.NONE).list();
    }

    /** Every address of an interface as the kernel has them: IPv4 first, primary before secondary, wide scopes before narrow. */
    List<Address> on(int index) {
        OnInterface here = addresses.get(index);
        List<Entries> sorted = new ArrayList<>(here == null ? List.of() : here.byAddress.values());
        sorted.sort(Comparator.comparingLong(Entries::arrival));
        List<Address> all = new ArrayList<>(sorted.size());
        sorted.forEach(entries -> all.addAll(entries.list()));
        all.sort(KERNEL_ORDER);
        return all;
    }

    Set<Integer> indexes() {
        return addresses.keySet();
    }

    List<Route> routes(RouteKey key) {
        return routes.getOrDefault(key, List.of());
    }

    List<Route> routes() {
        List<Route> all = new ArrayList<>();
        routes.values().forEach(all::addAll);
        return all;
    }

    /** Whether the kernel has this very route; the metric may be the family's default. */
    boolean has(Route wanted) {
        for (Route route : routes(RouteKey.of(wanted))) {
            if (same(route, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a route that the kernel has is the one that was wanted. */
    static boolean same(Route has, Route wanted) {
        return sameWay(has, wanted)
                && has.protocol() == wanted.protocol()
                && RouteKey.of(has).equals(RouteKey.of(wanted));
    }

    Set<Rule> rules() {
        return rules;
    }

    private static boolean sameWay(Route a, Route b) {
        return metric(a) == metric(b)
                && a.index() == b.index()
                && Objects.equals(a.gateway(), b.gateway())
                && a.type() == b.type()
                && a.tos() == b.tos()
                && (b.preferredSource() == null || b.preferredSource().equals(a.preferredSource()));
    }

    /** What the kernel makes of a metric that is not given. */
    static long metric(Route route) {
        return route.ipv6() && route.priority() == 0 ? IPV6_METRIC : route.priority();
    }

    /** The kernel does not tell of IPv4 routes that go because their interface does. */
    private void dropRoutesOver(int index, boolean v6Too) {
        dropRoutes(route -> (v6Too || !route.ipv6()) && leavesOnlyBy(route, index));
    }

    /** Nor of those that go with the address that they prefer. */
    private void dropRoutesFrom(InetAddress source) {
        boolean elsewhere = source.getAddress().length == 16
                || addresses.entrySet().stream()
                        .anyMatch(here -> here.getValue().byAddress.containsKey(new Spot(here.getKey(), source)));
        if (!elsewhere) {
            dropRoutes(route -> source.equals(route.preferredSource()));
        }
    }

    private void dropRoutes(Predicate<Route> gone) {
        routes.forEach((key, some) -> {
            if (some.stream().anyMatch(gone)) {
                put(routes, key, some.stream().filter(gone.negate()).toList());
            }
        });
    }

    private static boolean leavesOnlyBy(Route route, int index) {
        List<NextHop> hops = route.nextHops();
        return hops.isEmpty() ? route.index() == index : hops.stream().allMatch(hop -> hop.index() == index);
    }

    private static int find(List<Address> entries, Address wanted) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).prefixLength() == wanted.prefixLength()
                    && Objects.equals(entries.get(i).peer(), wanted.peer())) {
                return i;
            }
        }
        return -1;
    }

    private static List<Address> replaced(List<Address> old, int at, Address address) {
        if (old.size() <= 1 && at == old.size() - 1) {
            return List.of(address);
        }
        List<Address> now = new ArrayList<>(old);
        if (at < 0) {
            now.add(address);
        } else {
            now.set(at, address);
        }
        return List.copyOf(now);
    }

    private static List<Address> without(List<Address> old, int at) {
        List<Address> now = new ArrayList<>(old);
        now.remove(at);
        return List.copyOf(now);
    }

    private static <K, V> void put(Map<K, List<V>> map, K key, List<V> values) {
        if (values.isEmpty()) {
            map.remove(key);
        } else {
            map.put(key, List.copyOf(values));
        }
    }
}
