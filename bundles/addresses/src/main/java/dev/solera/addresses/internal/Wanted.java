package dev.solera.addresses.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.netlink.Link;
import dev.solera.netlink.Prefix;
import dev.solera.netlink.Route;
import dev.solera.netlink.Rule;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a claim wants on this host, in the kernel's terms.
 *
 * @param vips in file order, without those whose interface is missing
 * @param routes in file order, likewise
 * @param rules in file order
 * @param failures an interface that is missing is said once
 */
record Wanted(Claim claim, List<WantedVip> vips, List<Route> routes, List<Rule> rules, List<Failure> failures) {
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;

    /**
     * A VIP and where it goes.
     *
     * @param device name of the interface
     * @param below index of the interface that a virtual MAC interface is on, else the interface's own
     */
    record WantedVip(Vip vip, Spot spot, String device, int below) {}

    /** @param own the interface of a claim's addresses, its virtual MAC interface when it has one; null when it is missing */
    static Wanted of(Claim claim, HostState state, @Nullable Link own) {
        VrrpInstance instance = claim.instance();
        List<Failure> failures = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        List<WantedVip> vips = new ArrayList<>();
        Link base = state.link(instance.interfaceName());
        for (Vip vip : instance.vips()) {
            Link link = vip.device() == null ? own : state.link(vip.device());
            if (link != null) {
                int below = vip.device() == null && base != null ? base.index() : link.index();
                vips.add(new WantedVip(vip, new Spot(link.index(), vip.address()), link.name(), below));
            } else if (vip.device() != null && missing.add(vip.device())) {
                failures.add(new Failure(claim.name(), vip.name(), absent(vip.device())));
            }
        }
        if (own == null && !instance.vmac() && missing.add(instance.interfaceName())) {
            failures.add(new Failure(claim.name(), null, absent(instance.interfaceName())));
        }
        List<Route> routes = new ArrayList<>();
        for (VrrpInstance.Route route : instance.routes()) {
            Link link = route.device() == null ? own : state.link(route.device());
            if (link != null) {
                routes.add(route(route, link.index()));
            } else if (route.device() != null && missing.add(route.device())) {
                failures.add(new Failure(claim.name(), null, "route " + route.name() + ": " + absent(route.device())));
            }
        }
        return new Wanted(
                claim, vips, routes, instance.rules().stream().map(Wanted::rule).toList(), failures);
    }

    static String absent(String device) {
        return "interface: " + device + " (expected: an interface of this host; there is none of that name now)";
    }

    private static Route route(VrrpInstance.Route route, int index) {
        boolean v6 = route.destination().getAddress().length == 16;
        InetAddress via = route.via();
        return new Route(
                v6,
                route.prefix() == 0 ? null : prefix(route.destination(), route.prefix()),
                null,
                0,
                Integer.toUnsignedLong(route.table()),
                Ownership.PROTOCOL,
                via == null && !v6 ? SCOPE_LINK : SCOPE_UNIVERSE,
                Route.UNICAST,
                index,
                via,
                route.source(),
                Integer.toUnsignedLong(route.metric()),
                List.of());
    }

    private static Rule rule(VrrpInstance.Rule rule) {
        return new Rule(
                rule.v6(),
                rule.priority(),
                prefix(rule.from()),
                prefix(rule.to()),
                0,
                null,
                null,
                0,
                0,
                Rule.TO_TABLE,
                Integer.toUnsignedLong(rule.table()),
                0,
                Ownership.PROTOCOL);
    }

    private static @Nullable Prefix prefix(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        InetAddress address = Addresses.parseIp(slash < 0 ? text : text.substring(0, slash));
        return prefix(address, slash < 0 ? Subnet.bits(address) : Integer.parseInt(text.substring(slash + 1)));
    }

    private static Prefix prefix(InetAddress address, int length) {
        return new Prefix(Subnet.of(address, length).network(), length);
    }
}
