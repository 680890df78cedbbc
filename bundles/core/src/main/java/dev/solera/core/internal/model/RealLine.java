package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.RealServer;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value of {@code real.<name>}: {@code address:port [weight=n] [maxconn=n] [backup] [check.address=ip] [check.port=n]}. */
public final class RealLine {
    static final int MAX_WEIGHT = 256;
    static final int MAX_CONNECTIONS = 10_000_000;

    private RealLine() {}

    /**
     * Parses a definition.
     *
     * @param defaults weight, maxconn, backup, check.address and check.port of the pool's {@code server.*} keys
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
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String option = equals < 0 ? words[i] : words[i].substring(0, equals);
            String value = equals < 0 ? "" : words[i].substring(equals + 1);
            if (!seen.add(option)) {
                throw new IllegalArgumentException("each option once, not " + option + " again");
            }
            switch (equals < 0 ? option : option + "=") {
                case "weight=" -> weight = number(option, value, 0, MAX_WEIGHT);
                case "maxconn=" -> maxConnections = number(option, value, 0, MAX_CONNECTIONS);
                case "backup" -> backup = true;
                case "check.address=" -> checkAddress = value;
                case "check.port=" -> checkPort = number(option, value, 1, 65535);
                default ->
                    throw new IllegalArgumentException(
                            "address:port [weight=n] [maxconn=n] [backup] [check.address=ip] [check.port=n], not "
                                    + words[i]);
            }
        }
        InetSocketAddress check = new InetSocketAddress(
                checkAddress == null ? address.getAddress() : Addresses.parseIp(checkAddress),
                checkPort == 0 ? address.getPort() : checkPort);
        return new RealServer(name, address, weight, maxConnections, backup, check);
    }

    /** Returns {@code definition} with its weight set, other words untouched. */
    public static String withWeight(String definition, int weight) {
        String stripped = definition.strip();
        return stripped.matches(".*[ \t]weight=[0-9]+.*")
                ? stripped.replaceFirst("(?<=[ \t])weight=[0-9]+", "weight=" + weight)
                : stripped + " weight=" + weight;
    }

    private static InetSocketAddress address(String text) {
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
     * @param weight 0–256
     * @param maxConnections 0 for no limit
     * @param backup whether all are backups
     * @param checkAddress where checks go, null for the traffic's address
     * @param checkPort where checks go, 0 for the traffic's port
     */
    record Defaults(int weight, int maxConnections, boolean backup, @Nullable String checkAddress, int checkPort) {}
}
