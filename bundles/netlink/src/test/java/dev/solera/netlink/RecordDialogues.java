package dev.solera.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Records the dialogues that {@link RecordedDialogueTest} plays back, anew: needs root; the argument is the folder to write to. */
final class RecordDialogues {
    private RecordDialogues() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Namespace namespace = Namespace.create("record")) {
            Recording route = namespace.inside(() -> new Recording(NetlinkSocket.open(NetlinkSocket.ROUTE, 65536)));
            converse(RouteNetlink.over(route, Duration.ofSeconds(5)));
            Files.write(folder.resolve("route.dialogue"), route.lines);

            Recording generic = namespace.inside(() -> new Recording(NetlinkSocket.open(NetlinkSocket.GENERIC, 65536)));
            GenericNetlink client = GenericNetlink.over(generic, Duration.ofSeconds(5));
            client.family("nlctrl");
            client.family("NOSUCHFAMILY");
            Files.write(folder.resolve("generic.dialogue"), generic.lines);
        }
    }

    /** What is said; refusals are part of it. Returns what was heard, in words. */
    static List<String> converse(RouteNetlink route) throws Exception {
        List<String> heard = new ArrayList<>();
        int va = 0;
        for (Link link : route.links()) {
            va = link.name().equals("va") ? link.index() : va;
            heard.add("link " + link.index() + " " + link.name() + " " + link.kind() + " mtu " + link.mtu());
        }
        Address web = Address.of(va, ip("192.0.2.10"), 24)
                .withLabel("va:web")
                .withBroadcast(ip("192.0.2.255"))
                .withLifetime(new Lifetime(300, 200))
                .withProtocol(77);
        Address six = Address.of(va, ip("2001:db8::10"), 128).withoutDad().withLifetime(Lifetime.deprecated(300));
        route.addAddress(web);
        route.addAddress(six);
        attempt(heard, () -> route.addAddress(web));
        route.replaceAddress(web.withLifetime(Lifetime.ofSeconds(600)));
        for (Address address : route.addresses(va)) {
            if (!address.local().isLinkLocalAddress()) {
                heard.add(address.subject() + " " + address.label() + " " + address.lifetime() + " protocol "
                        + address.protocol() + " flags " + address.flags());
            }
        }
        Prefix ten = new Prefix(ip("10.0.0.0"), 8);
        Rule rule = Rule.from(new Prefix(ip("198.51.100.0"), 24), 1000, 77);
        attempt(heard, () -> route.addRoute(Route.via(ten, ip("203.0.113.1"), 0)));
        route.addRoute(Route.via(ten, ip("192.0.2.1"), va).withTable(1000).withPriority(7));
        route.addRule(rule);
        route.routes().stream()
                .filter(found -> found.table() == 1000)
                .forEach(found -> heard.add(
                        found.subject() + " via " + Prefix.text(found.gateway()) + " metric " + found.priority()));
        route.rules().forEach(found -> heard.add("rule " + found.subject() + " table " + found.table()));
        route.deleteRule(rule);
        List<NetlinkFailure> failures = route.apply(List.of(
                NetlinkRequest.deleteAddress(web),
                NetlinkRequest.deleteAddress(web),
                NetlinkRequest.deleteAddress(six)));
        failures.forEach(failure -> heard.add(failure.cause().getMessage()));
        return heard;
    }

    private static void attempt(List<String> heard, Attempt attempt) {
        try {
            attempt.run();
            heard.add("done");
        } catch (NetlinkException e) {
            heard.add(e.getMessage());
        }
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private interface Attempt {
        void run() throws NetlinkException;
    }

    private static final class Recording implements Datagrams {
        private final Datagrams kernel;
        private final List<String> lines = new ArrayList<>();

        Recording(Datagrams kernel) {
            this.kernel = kernel;
            lines.add("port " + kernel.port());
        }

        @Override
        public int port() {
            return kernel.port();
        }

        @Override
        public void send(byte[] datagram) throws NetlinkException {
            lines.add("> " + HexFormat.of().formatHex(datagram));
            kernel.send(datagram);
        }

        @Override
        public ByteBuffer receive(long timeoutNanos) throws NetlinkException {
            ByteBuffer datagram = kernel.receive(timeoutNanos);
            if (datagram != null) {
                lines.add("< " + HexFormat.of().formatHex(datagram.array()));
            }
            return datagram;
        }

        @Override
        public void close() {
            kernel.close();
        }
    }
}
