package dev.solera.core.internal.model;

import dev.solera.api.Network;
import dev.solera.api.VrrpInstance.Route;
import dev.solera.api.VrrpInstance.Rule;
import dev.solera.core.internal.files.FileId;
import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code route.<name>} and {@code rule.<name>} of a virtual router. */
final class RouteReader {
    /** The kernel's number of the table {@code main}. */
    static final int MAIN_TABLE = 254;

    private static final int HIGHEST_RULE = 32_765;
    private static final String ROUTE = "198.51.100.0/24 or default, then via=, dev=, src=, table=, metric=";
    private static final String RULE = "from=198.51.100.0/24 or to=, table=100 and priority=1000";

    private final Keys keys;
    private final boolean v6;

    /**
     * Makes a reader of one file.
     *
     * @param v6 family of what does not show its own
     */
    RouteReader(Keys keys, boolean v6) {
        this.keys = keys;
        this.v6 = v6;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        keys.group("route").forEach((name, value) -> {
            Route route = route(name, value);
            if (routes.stream().anyMatch(other -> isSame(other, route))) {
                throw new BadKey("route." + name, value, "each route once in a table, or another metric");
            }
            routes.add(route);
        });
        return routes;
    }

    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        keys.group("rule").forEach((name, value) -> rules.add(rule(name, value)));
        return rules;
    }

    /**
     * Parses the number of a routing table, or {@code main}.
     *
     * @throws BadKey when it is neither
     */
    static int table(String key, String value, String text) {
        return text.equals("main") ? MAIN_TABLE : number(key, value, "table", text, 1, Integer.MAX_VALUE);
    }

    private Route route(String name, String value) {
        String key = name("route", name, value);
        String[] words = value.split("\\s+", 2);
        Map<String, String> options = options(key, value, words.length < 2 ? "" : words[1], ROUTE);
        String via = options.remove("via");
        InetAddress next = via == null ? null : VrrpReader.address(key, value, via, via.contains(":"));
        Network network = network(key, value, words[0], next == null ? v6 : VrrpReader.isV6(next));
        if (next != null && VrrpReader.isV6(next) != network.v6()) {
            throw new BadKey(key, value, "via of the destination's family");
        }
        String device = options.remove("dev");
        if (device != null) {
            VipReader.matching(key, value, device, "an interface of 1..15 characters after dev=");
        }
        String source = options.remove("src");
        String table = options.remove("table");
        String metric = options.remove("metric");
        Route route = new Route(
                name,
                network.address(),
                network.prefix(),
                next,
                device,
                source == null ? null : VrrpReader.address(key, value, source, network.v6()),
                table == null ? MAIN_TABLE : table(key, value, table),
                metric == null ? 0 : number(key, value, "metric", metric, 0, Integer.MAX_VALUE));
        refuseRest(key, value, options, ROUTE);
        return route;
    }

    private Rule rule(String name, String value) {
        String key = name("rule", name, value);
        Map<String, String> options = options(key, value, value, RULE);
        Network from = network(key, value, options.remove("from"));
        Network to = network(key, value, options.remove("to"));
        String table = options.remove("table");
        String priority = options.remove("priority");
        if (from == null && to == null || table == null || priority == null) {
            throw new BadKey(key, value, RULE);
        }
        boolean ruleV6 = from == null ? to != null && to.v6() : from.v6();
        if (to != null && to.v6() != ruleV6) {
            throw new BadKey(key, value, "from and to of one family");
        }
        refuseRest(key, value, options, RULE);
        return new Rule(
                name,
                ruleV6,
                from == null ? null : from.toString(),
                to == null ? null : to.toString(),
                table(key, value, table),
                number(key, value, "priority", priority, 1, HIGHEST_RULE));
    }

    private @Nullable Network network(String key, String value, @Nullable String text) {
        return text == null ? null : network(key, value, text, v6);
    }

    static Network network(String key, String value, String text, boolean v6) {
        try {
            return Network.parse(text, v6);
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, String.valueOf(e.getMessage()));
        }
    }

    private static String name(String kind, String name, String value) {
        if (!FileId.NAME.matcher(name).matches()) {
            throw new BadKey(kind + "." + name, value, "a name of letters, digits, _ . - in the key");
        }
        return kind + "." + name;
    }

    private static Map<String, String> options(String key, String value, String text, String form) {
        Map<String, String> options = new HashMap<>();
        for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals < 1 || equals == word.length() - 1) {
                throw new BadKey(key, value, form);
            }
            if (options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new BadKey(key, value, "each option once");
            }
        }
        return options;
    }

    private static void refuseRest(String key, String value, Map<String, String> options, String form) {
        if (!options.isEmpty()) {
            throw new BadKey(key, value, form);
        }
    }

    private static int number(String key, String value, String option, String text, int min, int max) {
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        throw new BadKey(key, value, option + " of " + min + ".." + max);
    }

    private static boolean isSame(Route a, Route b) {
        return a.destination().equals(b.destination())
                && a.prefix() == b.prefix()
                && a.table() == b.table()
                && a.metric() == b.metric();
    }
}
