package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.KernelService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names and flags of the kernel's schedulers ({@code net/netfilter/ipvs}), and the proxy's names for those that it has too. */
public final class KernelSchedulers {
    private static final List<String> NAMES =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos");
    private static final Map<String, String> EQUIVALENTS =
            Map.of("roundrobin", "wrr", "leastconn", "wlc", "source", "sh", "maglev", "mh");
    private static final Set<String> WITH_FLAGS = Set.of("sh", "mh");
    private static final Map<String, Integer> FLAGS =
            Map.of("fallback", KernelService.FLAG_1, "port", KernelService.FLAG_2);

    private KernelSchedulers() {}

    /** The kernel's own names; others are understood as well, but it is core that knows the table of equivalents. */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    /**
     * The kernel's name.
     *
     * @throws IllegalArgumentException when it has none
     */
    static String kernelName(String name) {
        String found = EQUIVALENTS.getOrDefault(name, name);
        if (!NAMES.contains(found)) {
            throw new IllegalArgumentException(
                    "scheduler: " + name + " (expected: one of the kernel's, " + String.join(" ", NAMES) + ")");
        }
        return found;
    }

    /**
     * Flags from what stands in brackets.
     *
     * @throws IllegalArgumentException when the scheduler has no such flag
     */
    static int flags(String name, String arguments) {
        int flags = 0;
        for (String word : arguments.isBlank() ? new String[0] : arguments.split(",")) {
            Integer flag = WITH_FLAGS.contains(kernelName(name)) ? FLAGS.get(word.strip()) : null;
            if (flag == null) {
                String expected = WITH_FLAGS.contains(kernelName(name)) ? "port, fallback" : "no arguments";
                throw new IllegalArgumentException(
                        "scheduler: " + name + "(" + arguments + ") (expected: " + expected + ")");
            }
            flags |= flag;
        }
        return flags;
    }
}
