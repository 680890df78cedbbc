package dev.solera.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a flow went, or would go, where it does.
 *
 * @param at when that was
 * @param virtualServer it came to
 * @param by who decided, such as {@code proxy event loop 1}; all who would decide so, with commas
 * @param source the client's address, with its port if it was a real flow
 * @param request such as {@code GET /cart}; {@code connection} in mode tcp
 * @param steps what was decided, in order and in words
 * @param server who serves it, null for nobody
 * @param candidates the servers of the pool, in file order
 */
public record Explanation(
        Instant at,
        String virtualServer,
        String by,
        String source,
        String request,
        List<String> steps,
        @Nullable RealServerRef server,
        List<Candidate> candidates) {
    public Explanation {
        steps = List.copyOf(steps);
        candidates = List.copyOf(candidates);
    }

    /**
     * A server of the pool.
     *
     * @param server its name
     * @param eligible whether it could have been picked
     * @param why it could not, empty when it could
     * @param weight in use, in sixteenths of one; 0 when it takes no flows
     * @param flows it was serving
     * @param score what the scheduler went by, empty when it does not say
     * @param picked whether it was
     */
    public record Candidate(
            RealServerRef server, boolean eligible, String why, int weight, long flows, String score, boolean picked) {}
}
