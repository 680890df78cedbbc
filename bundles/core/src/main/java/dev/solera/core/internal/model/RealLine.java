package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.RealServer;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value of {@code real.<name>}: {@code address:port [weight=n] [maxconn=n] [backup] [method=nat|dr|tun] [uthreshold=n] [lthreshold=n] [check.address=ip] [check.port=n]}. */
public final class RealLine {
    static final int MAX_CONNECTIONS = 10_000_000;

    private RealLine() {}

    /**
     * Parses a definition.
     *
     * @param defaults what the pool says for all
     * @throws IllegalArgumentException with what was expected
     */
    static RealServer parse(String name, String definition, Defaults defaults) {
        String[] words = definition.strip().split("[ \t]+");
        InetSocketAddress address = address(words[0]);
        int weight = defaults.weight;
        int maxConnections = defaults.maxConnections;
        boolean backup = defaults.backup;
        String checkAddress = defaults.checkAddress;
        int checkPort = defaults.checkPort;
        Forwarding forwarding = defaults.forwardings.standard();
        int upper = defaults.upperThreshold;
        int lower = defaults.lowerThreshold;
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String option = equals < 0 ? words[i] : words[i].substring(0, equals);
            String value = equals < 0 ? "" : words[i].substring(equals + 1);
            if (!seen.add(option)) {
                throw new IllegalArgumentException("each option once, not " + option + " again");
            }
            switch (equals < 0 ? option : option + "=") {
                case "weight=" -> weight = number(option, value, 0, RealServer.MAX_WEIGHT);
                case "maxconn=" -> maxConnections = number(option, value, 0, MAX_CONNECTIONS);
                case "backup" -> backup = true;
                case "method=" -> forwarding = defaults.forwardings.of(value);
                case "uthreshold=" -> upper = number(option, value, 0, MAX_CONNECTIONS);
                case "lthreshold=" -> lower = number(option, value, 0, MAX_CONNECTIONS);
                case "check.address=" -> checkAddress = value;
                case "check.port=" -> checkPort = number(option, value, 1, 65535);
                default ->
                    throw new IllegalArgumentException(
                            "address:port [weight=n] [maxconn=n] [backup] [method=nat|dr|tun] [uthreshold=n] [lthreshold=n]"
                                    + " [check.address=ip] [check.port=n], not " + words[i]);
            }
        }
        if (lower > upper) {
            throw new IllegalArgumentException("lthreshold of 0.." + upper + ", at most uthreshold");
        }
        InetSocketAddress check = new InetSocketAddress(
                checkAddress == null ? address.getAddress() : Addresses.parseIp(checkAddress),
                checkPort == 0 ? address.getPort() : checkPort);
        return new RealServer(name, address, weight, maxConnections, backup, check, forwarding, upper, lower);
    }

    /** Returns {@code definition} with its weight set, other words untouched. */
    public static String withWeight(String definition, int weight) {
        String stripped = definition.strip();
        return stripped.matches(".*[ \t]weight=[0-9]+.*")
                ? stripped.replaceFirst("(?<=[ \t])weight=[0-9]+", "weight=" + weight)
                : stripped + " weight=" + weight;
    }

    static InetSocketAddress address(String text) {
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address:port, the address not a name", e);
        }
    }

    private static int number(String option, String value, int min, int max) {
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException(option + " of " + min + ".." + max);
    }

    /**
     * What holds for every server of a pool that does not say otherwise.
     *
     * @param weight 0–65535
     * @param maxConnections 0 for no limit
     * @param backup whether all are backups
     * @param checkAddress where checks go, null for the traffic's address
     * @param checkPort where checks go, 0 for the traffic's port
     * @param forwardings the ways to servers
     * @param upperThreshold 0 for none
     * @param lowerThreshold 0 for the kernel's default
     */
    record Defaults(
            int weight,
            int maxConnections,
            boolean backup,
            @Nullable String checkAddress,
            int checkPort,
            ForwardingReader forwardings,
            int upperThreshold,
            int lowerThreshold) {}
}
