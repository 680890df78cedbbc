package dev.solera.spi;

import dev.solera.api.CheckStatus;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.Rates;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Proposes how much of its weight each server of a pool should have, from what it measures: how long checks take, what an agent says, load. It
 * works on every data plane, and is the way to schedule by one's own rules in the kernel, whose schedulers cannot be added to.
 *
 * <p>Core asks it every {@code weight.advisor.interval.s} (5), one question at a time, and keeps each answer within {@code
 * weight.advisor.min.percent} (10) and {@code weight.advisor.max.percent} (100). An advice never takes a server out: that is what checks and
 * admin states are for. An advisor that throws or has not answered for {@link #LONGEST_ANSWER_MILLIS} loses its say, visibly, until it answers
 * again; meanwhile the weights are those of the file.
 */
@ConsumerType
@FunctionalInterface
public interface WeightAdvisor extends AutoCloseable {
    /** An advisor that has not answered for so long is not heeded, in ms. */
    long LONGEST_ANSWER_MILLIS = 5_000;

    /**
     * Returns percentages of the configured weights, by server's name; 100 is the weight as configured. A server that is not in it keeps its
     * weight as configured.
     *
     * <p>Called on a thread of core's for such calls, never by two threads at once. May block, within reason.
     *
     * @param servers those that are configured, in file order
     */
    Map<String, Integer> advise(List<Observation> servers);

    /** Releases what the advisor holds. Called once, when no question is under way. */
    @Override
    default void close() {}

    /**
     * What core knows of a server.
     *
     * @param name unique in its pool
     * @param weight as configured, 0–65535
     * @param health what its checks say together
     * @param checks each with its newest result: how long it took, and in {@link dev.solera.api.CheckResult#reason} what the server or an agent said
     * @param counters its traffic
     * @param rates its traffic now; zero in the proxy
     */
    record Observation(
            String name, int weight, Health health, List<CheckStatus> checks, Counters counters, Rates rates) {
        public Observation {
            checks = List.copyOf(checks);
        }
    }
}
