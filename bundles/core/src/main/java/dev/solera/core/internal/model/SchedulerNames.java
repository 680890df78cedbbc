package dev.solera.core.internal.model;

import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's schedulers, and the table of equivalents by which a pool moves between data planes.
 *
 * <p>Names are those of {@code net/netfilter/ipvs}, flags those of ipvsadm without the scheduler's name.
 */
public final class SchedulerNames {
    /** Schedulers that the kernel has, sorted. Which of them a host has is known only there. */
    public static final SortedSet<String> KERNEL = Collections.unmodifiableSortedSet(new TreeSet<>(
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos")));

    private static final SortedSet<String> WITH_FLAGS = new TreeSet<>(List.of("mh", "sh"));
    private static final String PORT = "port";
    private static final String FALLBACK = "fallback";

    private static final Map<String, String> TO_KERNEL =
            Map.of("roundrobin", "wrr", "leastconn", "wlc", "source", "sh", "maglev", "mh");
    private static final Map<String, String> FROM_KERNEL = Map.of(
            "rr",
            "roundrobin",
            "wrr",
            "roundrobin",
            "lc",
            "leastconn",
            "wlc",
            "leastconn",
            "sh",
            "source",
            "mh",
            "maglev");

    /** Kernel schedulers that ignore weights; their equivalents do not. */
    private static final SortedSet<String> UNWEIGHTED = new TreeSet<>(List.of("lc", "rr"));

    private SchedulerNames() {}

    /**
     * Checks the flags of a scheduler of the kernel.
     *
     * @throws IllegalArgumentException when it has no such flag; the message says what it has
     */
    static void validate(String kernel, String arguments) {
        for (String flag : flags(arguments)) {
            if (!WITH_FLAGS.contains(kernel)) {
                throw new IllegalArgumentException(kernel + " without arguments");
            }
            if (!flag.equals(PORT) && !flag.equals(FALLBACK)) {
                throw new IllegalArgumentException(
                        kernel + ", " + kernel + "(port), " + kernel + "(fallback) or " + kernel + "(port,fallback)");
            }
        }
    }

    /**
     * Returns what a pool's scheduler is called where there are {@code names}, or null when it has no equivalent there.
     *
     * <p>Between the planes: {@code roundrobin} is {@code wrr}, {@code leastconn} {@code wlc}, {@code source} {@code sh}, {@code maglev}
     * {@code mh}; {@code rr} and {@code lc} are {@code roundrobin} and {@code leastconn} where all weights are equal. Arguments of the proxy's
     * have no equivalent; of the kernel's {@code fallback} has one, because the proxy never picks a server that cannot serve.
     */
    public static @Nullable Choice on(Pool pool, Collection<String> names) {
        String asked = pool.scheduler();
        String arguments = pool.schedulerArguments();
        if (names.contains(asked)) {
            return new Choice(asked, KERNEL.contains(asked) ? String.join(",", flags(arguments)) : arguments);
        }
        String kernel = TO_KERNEL.get(asked);
        if (kernel != null && names.contains(kernel) && arguments.isEmpty()) {
            return new Choice(kernel, "");
        }
        String other = FROM_KERNEL.get(asked);
        boolean plain = !flags(arguments).contains(PORT) && (!UNWEIGHTED.contains(asked) || hasEqualWeights(pool));
        return other != null && names.contains(other) && plain ? new Choice(other, "") : null;
    }

    /** Returns the name of the service that serves those who ask for {@code name}, or null when only the kernel can. */
    public static @Nullable String service(String name) {
        return KERNEL.contains(name) ? FROM_KERNEL.get(name) : name;
    }

    private static boolean hasEqualWeights(Pool pool) {
        return pool.reals().stream().mapToInt(RealServer::weight).distinct().count() <= 1;
    }

    private static SortedSet<String> flags(String arguments) {
        SortedSet<String> flags = new TreeSet<>();
        for (String flag : arguments.split(",", -1)) {
            if (!arguments.isBlank()) {
                flags.add(flag.strip());
            }
        }
        return flags;
    }

    /**
     * A scheduler of a data plane.
     *
     * @param name what it is called there
     * @param arguments what stands in brackets after it; of the kernel's sorted and without blanks
     */
    public record Choice(String name, String arguments) {}
}
