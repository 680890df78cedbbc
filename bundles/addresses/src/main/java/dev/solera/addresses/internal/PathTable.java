package dev.solera.addresses.internal;

import dev.solera.addresses.internal.HostState.RouteKey;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.netlink.Route;
import dev.solera.netlink.Rule;
import dev.solera.spi.VipBinder.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes and rules that go with VIPs. For one thread. */
final class PathTable {
    private static final Logger LOG = LoggerFactory.getLogger(PathTable.class);

    private final Kernel kernel;
    private final Ownership ownership;
    private final Ledger<Route> routes = new Ledger<>();
    private final Ledger<Rule> rules = new Ledger<>();
    private final Set<Object> complained = new HashSet<>();

    PathTable(Kernel kernel, Ownership ownership) {
        this.kernel = kernel;
        this.ownership = ownership;
    }

    /** Adds what is not there; what somebody else has in its place is left alone, and said. */
    void bring(Wanted wanted, RouterId id, boolean renewal, Changes changes, List<Failure> failures) {
        String claim = wanted.claim().name();
        HostState state = kernel.state();
        for (Route route : wanted.routes()) {
            boolean before = routes.isHeld(route);
            routes.take(route, id);
            if (state.has(route)) {
                complained.remove(route);
                continue;
            }
            List<Route> inItsPlace = state.routes(RouteKey.of(route)).stream()
                    .filter(other -> HostState.metric(other) == HostState.metric(route) && other.tos() == route.tos())
                    .toList();
            if (inItsPlace.stream().anyMatch(other -> !ownership.isOurs(other))) {
                if (complained.add(route) || !renewal) {
                    failures.add(new Failure(claim, null, taken(route)));
                }
                continue;
            }
            news(renewal && before, "route " + route.subject());
            inItsPlace.forEach(old -> remove(old, claim, changes));
            // The gateway of a route over a virtual MAC interface is in a subnet of the interface below it.
            boolean onLink =
                    route.gateway() != null && wanted.claim().instance().vmac();
            changes.add(
                    claim,
                    null,
                    "add route " + route.subject(),
                    onLink ? NetlinkRequest.addRouteOnLink(route) : NetlinkRequest.addRoute(route));
        }
        for (Rule rule : wanted.rules()) {
            boolean before = rules.isHeld(rule);
            rules.take(rule, id);
            if (!state.rules().contains(rule)) {
                news(renewal && before, "rule " + rule.subject());
                changes.add(claim, null, "add rule " + rule.subject(), NetlinkRequest.addRule(rule));
            }
        }
    }

    /** Takes off what a virtual router has and {@code now} does not name; an empty one, all. */
    void drop(RouterId id, String claim, List<Route> routesNow, List<Rule> rulesNow, Changes changes) {
        for (Rule rule : rules.of(id)) {
            if (!rulesNow.contains(rule) && rules.drop(rule, id)) {
                remove(rule, claim, changes);
            }
        }
        for (Route route : routes.of(id)) {
            if (!routesNow.contains(route) && routes.drop(route, id)) {
                complained.remove(route);
                remove(route, claim, changes);
            }
        }
    }

    /** Takes off what carries our number and nobody holds; returns how many. */
    int clear(Changes changes) {
        int count = 0;
        for (Rule rule : kernel.state().rules()) {
            if (ownership.isOurs(rule) && !rules.isHeld(rule)) {
                remove(rule, "", changes);
                count++;
            }
        }
        for (Route route : kernel.state().routes()) {
            if (ownership.isOurs(route) && routes.all().stream().noneMatch(held -> HostState.same(route, held))) {
                remove(route, "", changes);
                count++;
            }
        }
        return count;
    }

    private static void remove(Rule rule, String claim, Changes changes) {
        changes.remove(claim, null, "remove rule " + rule.subject(), NetlinkRequest.deleteRule(rule));
    }

    private static void remove(Route route, String claim, Changes changes) {
        changes.remove(claim, null, "remove route " + route.subject(), NetlinkRequest.deleteRoute(route));
    }

    private static void news(boolean known, String what) {
        if (known) {
            LOG.info("{}: removed by somebody else, put back", what);
        }
    }

    private static String taken(Route route) {
        return "route: " + route.subject() + " with metric " + HostState.metric(route)
                + " (expected: none yet; somebody else has put one there, so it is left alone; another metric lets both be)";
    }
}
