package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Counters;
import dev.solera.api.Family;
import dev.solera.api.Forwarding;
import dev.solera.api.IpvsConnection;
import dev.solera.api.IpvsDestination;
import dev.solera.api.IpvsService;
import dev.solera.api.IpvsTable;
import dev.solera.api.Persistence;
import dev.solera.api.Rates;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what the kernel's IPVS holds as ipvsadm 1.31 does ({@code ipvsadm.c}: print_title, print_service_entry, print_conn). */
final class IpvsLines {
    private IpvsLines() {}

    /** What stands beside a name. */
    enum Columns {
        PLAIN,
        STATS,
        RATE
    }

    /** As ipvsadm sorts them (libipvs.c: ipvs_cmp_services): by mark, family, protocol, address, port. */
    private static final Comparator<IpvsService> SERVICES = Comparator.comparingLong(IpvsService::mark)
            .thenComparing(IpvsService::family)
            .thenComparing(IpvsService::protocol, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(IpvsService::address, Comparator.nullsFirst(IpvsLines::compare));

    private static final Comparator<IpvsDestination> DESTINATIONS =
            Comparator.comparing(IpvsDestination::address, IpvsLines::compare);

    static void table(PrintStream out, IpvsTable table, Columns columns, Sheet.Form form) {
        List<IpvsService> services = table.services().stream().sorted(SERVICES).toList();
        if (form == Sheet.Form.JSON) {
            out.println(Json.write(services.stream().map(IpvsLines::fields).toList()));
            return;
        }
        if (form == Sheet.Form.TABLE) {
            out.println("IP Virtual Server version " + Text.clean(table.version()) + " (size="
                    + table.connectionTableSize() + ")");
            title(out, columns);
        }
        for (IpvsService service : services) {
            service(out, service, columns);
            service.destinations().stream()
                    .sorted(DESTINATIONS)
                    .forEach(destination -> destination(out, destination, columns));
        }
    }

    /** IPv4 before IPv6, then by address and port. */
    private static int compare(InetSocketAddress a, InetSocketAddress b) {
        byte[] one = a.getAddress().getAddress();
        byte[] other = b.getAddress().getAddress();
        int length = Integer.compare(one.length, other.length);
        int address = length != 0 ? length : Arrays.compareUnsigned(one, other);
        return address != 0 ? address : Integer.compare(a.getPort(), b.getPort());
    }

    static void connections(PrintStream out, List<IpvsConnection> connections, Sheet.Form form) {
        if (form == Sheet.Form.JSON) {
            out.println(Json.write(connections.stream().map(IpvsLines::fields).toList()));
            return;
        }
        if (form == Sheet.Form.TABLE) {
            out.println("IPVS connection entries");
            out.println(String.format(
                    Locale.ROOT, "pro expire %-11s %-18s %-18s %s", "state", "source", "virtual", "destination"));
        }
        for (IpvsConnection c : connections) {
            out.println(Text.clean(String.format(
                    Locale.ROOT,
                    "%-3s %02d:%02d  %-11s %-18s %-18s %s",
                    c.protocol(),
                    c.expiresSeconds() / 60,
                    c.expiresSeconds() % 60,
                    c.state(),
                    Addresses.text(c.client()),
                    Addresses.text(c.virtual()),
                    Addresses.text(c.destination()))));
        }
    }

    private static void title(PrintStream out, Columns columns) {
        switch (columns) {
            case PLAIN -> {
                out.println("Prot LocalAddress:Port Scheduler Flags");
                out.println("  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn");
            }
            case STATS -> counts(out, "Conns", "InPkts", "OutPkts", "InBytes", "OutBytes");
            case RATE -> counts(out, "CPS", "InPPS", "OutPPS", "InBPS", "OutBPS");
        }
    }

    private static void counts(PrintStream out, Object... names) {
        out.println(String.format(Locale.ROOT, "%-33s", "Prot LocalAddress:Port")
                + String.format(Locale.ROOT, " %8s %8s %8s %8s %8s", names));
        out.println("  -> RemoteAddress:Port");
    }

    private static void service(PrintStream out, IpvsService service, Columns columns) {
        String name = service.address() == null
                ? "FWM  " + service.mark() + (service.family() == Family.INET6 ? " IPv6" : "")
                : String.format(
                        Locale.ROOT, "%-4s %s", String.valueOf(service.protocol()), Addresses.text(service.address()));
        out.println(
                columns == Columns.PLAIN
                        ? Text.clean(name + " " + service.scheduler() + flags(service))
                        : String.format(Locale.ROOT, "%-33s", name)
                                + numbers(service.counters(), service.rates(), columns));
    }

    private static String flags(IpvsService service) {
        StringBuilder text = new StringBuilder();
        List<String> flags = new ArrayList<>(service.flags());
        boolean onePacket = flags.remove("ops");
        if (!flags.isEmpty()) {
            text.append(" (").append(String.join(",", flags)).append(')');
        }
        Persistence persistence = service.persistence();
        if (persistence != null) {
            text.append(" persistent ").append(persistence.timeout().toSeconds());
            if (service.family() == Family.INET && persistence.prefix4() < 32) {
                text.append(" mask ").append(netmask(persistence.prefix4()));
            } else if (service.family() == Family.INET6 && persistence.prefix6() < 128) {
                text.append(" mask ").append(persistence.prefix6());
            }
            if (persistence.engine() != null) {
                text.append(" pe ").append(persistence.engine());
            }
        }
        return onePacket ? text + " ops" : text.toString();
    }

    private static String netmask(int prefix) {
        int mask = prefix == 0 ? 0 : -1 << 32 - prefix;
        return (mask >>> 24) + "." + (mask >> 16 & 0xff) + "." + (mask >> 8 & 0xff) + "." + (mask & 0xff);
    }

    private static void destination(PrintStream out, IpvsDestination destination, Columns columns) {
        String name = Addresses.text(destination.address());
        out.println(
                columns == Columns.PLAIN
                        ? String.format(
                                Locale.ROOT,
                                "  -> %-28s %-7s %-6d %-10d %-10d",
                                name,
                                forward(destination),
                                destination.weight(),
                                destination.activeConnections(),
                                destination.inactiveConnections())
                        : String.format(Locale.ROOT, "  -> %-28s", name)
                                + numbers(destination.counters(), destination.rates(), columns));
    }

    private static String forward(IpvsDestination destination) {
        if (destination.local()) {
            return "Local";
        }
        return switch (destination.forwarding().method()) {
            case NAT -> "Masq";
            case DR -> "Route";
            case TUN -> "Tunnel";
        };
    }

    private static String numbers(Counters c, Rates r, Columns columns) {
        return columns == Columns.STATS
                ? number(c.totalConnections())
                        + number(c.packetsIn())
                        + number(c.packetsOut())
                        + number(c.bytesIn())
                        + number(c.bytesOut())
                : number(r.connections())
                        + number(r.packetsIn())
                        + number(r.packetsOut())
                        + number(r.bytesIn())
                        + number(r.bytesOut());
    }

    /** Nine characters: 99999999, 100000K, 100000M and so on, as print_largenum. */
    private static String number(long value) {
        if (value < 100_000_000L) {
            return String.format(Locale.ROOT, "%9d", value);
        }
        if (value < 100_000_000_000L) {
            return String.format(Locale.ROOT, "%8dK", value / 1_000);
        }
        return value < 100_000_000_000_000L
                ? String.format(Locale.ROOT, "%8dM", value / 1_000_000)
                : String.format(Locale.ROOT, "%8dG", value / 1_000_000_000);
    }

    private static Map<String, @Nullable Object> fields(IpvsService service) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Persistence persistence = service.persistence();
        fields.put("family", service.family().text());
        fields.put(
                "protocol",
                service.protocol() == null ? null : service.protocol().text());
        fields.put("address", service.address() == null ? null : Addresses.text(service.address()));
        fields.put("mark", service.mark());
        fields.put("scheduler", service.scheduler());
        fields.put("flags", service.flags());
        fields.put(
                "persistenceSeconds",
                persistence == null ? 0 : persistence.timeout().toSeconds());
        fields.put("persistencePrefix", persistence == null ? 0 : persistence.prefix(service.family()));
        fields.put("persistenceEngine", persistence == null ? null : persistence.engine());
        fields.put("virtualServer", service.virtualServer());
        traffic(fields, service.counters(), service.rates());
        fields.put(
                "destinations",
                service.destinations().stream()
                        .sorted(DESTINATIONS)
                        .map(IpvsLines::fields)
                        .toList());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(IpvsDestination destination) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Forwarding forwarding = destination.forwarding();
        fields.put("address", Addresses.text(destination.address()));
        fields.put("forwarding", forwarding.toString());
        fields.put("local", destination.local());
        fields.put("weight", destination.weight());
        fields.put("upperThreshold", destination.upperThreshold());
        fields.put("lowerThreshold", destination.lowerThreshold());
        fields.put("activeConnections", destination.activeConnections());
        fields.put("inactiveConnections", destination.inactiveConnections());
        fields.put("persistentConnections", destination.persistentConnections());
        fields.put("draining", destination.draining());
        fields.put(
                "real", destination.real() == null ? null : destination.real().toString());
        traffic(fields, destination.counters(), destination.rates());
        return fields;
    }

    private static void traffic(Map<String, @Nullable Object> fields, Counters c, Rates r) {
        fields.put("totalConnections", c.totalConnections());
        fields.put("packetsIn", c.packetsIn());
        fields.put("packetsOut", c.packetsOut());
        fields.put("bytesIn", c.bytesIn());
        fields.put("bytesOut", c.bytesOut());
        Traffic.put(fields, r);
    }

    private static Map<String, @Nullable Object> fields(IpvsConnection connection) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("protocol", connection.protocol());
        fields.put("client", Addresses.text(connection.client()));
        fields.put("virtual", Addresses.text(connection.virtual()));
        fields.put("destination", Addresses.text(connection.destination()));
        fields.put("state", connection.state());
        fields.put("expiresSeconds", connection.expiresSeconds());
        return fields;
    }
}
