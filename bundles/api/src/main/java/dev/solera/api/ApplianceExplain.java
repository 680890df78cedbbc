package dev.solera.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains where flows go. Safe from any thread; changes nothing, not even a scheduler's position. */
public interface ApplianceExplain {
    /**
     * Runs a flow through what serves, without serving it.
     *
     * @return one explanation for each way it would be decided now: event loops keep positions of their own, so that with a scheduler that
     *     goes round there may be several; those of one outcome are told once
     * @throws ApplianceException when there is no such virtual server, or who serves it cannot explain
     */
    List<Explanation> explain(Question question);

    /**
     * Returns flows that were served, the newest first, of a sample: all of them up to some 20 a second and event loop, else so many.
     *
     * @param virtualServer null for all
     * @param source client's address; null for all
     */
    List<Explanation> last(int most, @Nullable String virtualServer, @Nullable InetAddress source);

    /**
     * A flow that is asked about.
     *
     * @param virtualServer it comes to
     * @param source client's address
     * @param method HTTP method; null in mode tcp
     * @param path request target; null in mode tcp
     * @param headers request headers
     */
    record Question(
            String virtualServer,
            InetAddress source,
            @Nullable String method,
            @Nullable String path,
            Map<String, String> headers) {}
}
