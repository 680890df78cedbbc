package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.KernelService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names and flags of the kernel's schedulers ({@code net/netfilter/ipvs}). */
public final class KernelSchedulers {
    private static final List<String> NAMES =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos");
    private static final Set<String> WITH_FLAGS = Set.of("sh", "mh");
    private static final Map<String, Integer> FLAGS =
            Map.of("fallback", KernelService.FLAG_1, "port", KernelService.FLAG_2);

    private KernelSchedulers() {}

    /** Every name. */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    /**
     * Makes sure that there is such a scheduler.
     *
     * @throws IllegalArgumentException when there is none
     */
    static void check(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "scheduler: " + name + " (expected: one of the kernel's, " + String.join(" ", NAMES) + ")");
        }
    }

    /**
     * Flags from what stands in brackets.
     *
     * @throws IllegalArgumentException when the scheduler has no such flag
     */
    static int flags(String name, String arguments) {
        int flags = 0;
        for (String word : arguments.isBlank() ? new String[0] : arguments.split(",")) {
            Integer flag = WITH_FLAGS.contains(name) ? FLAGS.get(word.strip()) : null;
            if (flag == null) {
                throw new IllegalArgumentException("scheduler: " + name + "(" + arguments + ") (expected: "
                        + (WITH_FLAGS.contains(name) ? "port, fallback" : "no arguments") + ")");
            }
            flags |= flag;
        }
        return flags;
    }
}
