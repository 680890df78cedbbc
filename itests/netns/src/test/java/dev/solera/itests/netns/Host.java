package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A host: a network namespace with interfaces on {@link Lan}s. Closing it ends what runs in it. */
final class Host implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String namespace;

    Host(String name, String namespace) {
        this(name, namespace, true);
        Command.run(List.of("ip", "netns", "add", namespace));
        run("ip", "link", "set", "lo", "up");
        // Duplicate address detection would hold back link-local addresses for a second or two.
        set("net/ipv6/conf/all/accept_dad", "0");
        set("net/ipv6/conf/default/accept_dad", "0");
        set("net/ipv6/conf/default/router_solicitations", "0");
    }

    /** A host that is there already, to be closed. */
    Host(String name, String namespace, boolean made) {
        this.name = name;
        this.namespace = namespace;
    }

    String name() {
        return name;
    }

    /** Returns what is put before a command so that it runs here. */
    List<String> place() {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Runs a command here and returns what it printed; fails when it does. */
    String run(String... words) {
        return Command.run(here(words));
    }

    Command.Outcome attempt(String... words) {
        return Command.attempt(here(words));
    }

    /** Starts a command here whose output goes to {@code log}. */
    Process spawn(Path log, String... words) {
        return start(new ProcessBuilder(here(words)).redirectErrorStream(true).redirectOutput(log.toFile()));
    }

    /** Starts a command here whose output is read by the caller; its errors are dropped. */
    Process pipe(String... words) {
        return start(new ProcessBuilder(here(words)).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    /** Gives it an interface on a LAN; addresses as {@code 10.9.0.1/24}. */
    Host join(Lan lan, Lan.Side side, String device, String... addresses) {
        lan.wiring()
                .run("ip", "link", "add", lan.port(this), "type", "veth", "peer", "name", device, "netns", namespace);
        lan.wiring().run("ip", "link", "set", lan.port(this), "master", lan.bridge(side), "up");
        for (String address : addresses) {
            run("ip", "addr", "add", address, "dev", device);
        }
        run("ip", "link", "set", device, "up");
        return this;
    }

    Host join(Lan lan, String device, String... addresses) {
        return join(lan, Lan.Side.LEFT, device, addresses);
    }

    void down(String device) {
        run("ip", "link", "set", device, "down");
    }

    void up(String device) {
        run("ip", "link", "set", device, "up");
    }

    /** Sets a kernel parameter of this namespace, such as {@code net/ipv4/ip_forward}. */
    void set(String parameter, String value) {
        run("sh", "-c", "echo " + value + " > /proc/sys/" + parameter);
    }

    /** Returns the addresses on its interfaces, as the kernel has them, in their textual form. */
    Set<InetAddress> addresses() {
        return entries("addr", "show")
                .flatMap(link -> stream(link.path("addr_info")))
                .filter(address -> address.has("local"))
                .map(address -> ip(address.path("local").asText()))
                .collect(Collectors.toSet());
    }

    boolean has(String address) {
        return addresses().contains(ip(address));
    }

    void awaitHas(String address, boolean expected, Duration atMost) {
        await(name + (expected ? " has " : " has not ") + address)
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .atMost(atMost)
                .until(() -> has(address) == expected);
    }

    String mac(String device) {
        return entries("link", "show", "dev", device)
                .map(link -> link.path("address").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Returns the link-local address that the kernel makes of the MAC address (RFC 4291 appendix A). */
    InetAddress linkLocal(String device) {
        byte[] mac = HexFormat.ofDelimiter(":").parseHex(mac(device));
        return ip("fe80::%02x%02x:%02xff:fe%02x:%02x%02x"
                .formatted((byte) (mac[0] ^ 2), mac[1], mac[2], mac[3], mac[4], mac[5]));
    }

    /** Returns the MAC address under which this host knows a neighbour, empty when it knows none. */
    String neighbour(String address) {
        return entries("neigh", "show", "to", address)
                .map(entry -> entry.path("lladdr").asText())
                .findFirst()
                .orElse("");
    }

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    @Override
    public void close() {
        Command.Outcome pids = Command.attempt(List.of("ip", "netns", "pids", namespace));
        if (pids.code() == 0) {
            pids.text().lines().map(String::strip).filter(pid -> !pid.isEmpty()).forEach(Host::end);
        }
        Command.attempt(List.of("ip", "netns", "delete", namespace));
    }

    private static void end(String pid) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        });
    }

    private Stream<JsonNode> entries(String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "-j"));
        command.addAll(List.of(words));
        try {
            String text = run(command.toArray(String[]::new));
            return text.isBlank() ? Stream.empty() : stream(JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return nodes.stream();
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> here(String... words) {
        List<String> command = new ArrayList<>(place());
        command.addAll(List.of(words));
        return command;
    }
}
