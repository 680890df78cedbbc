package dev.solera.spi;

import dev.solera.api.RealServerRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a data plane decided, or would decide, where a flow goes.
 *
 * @param atMillis wall-clock time, in ms since 1970
 * @param service name of the virtual server
 * @param by who decided, such as {@code proxy event loop 1}
 * @param source client's address, with its port if it was a real flow
 * @param method HTTP method, null in mode tcp
 * @param target request target, null in mode tcp
 * @param steps what was decided, in order and in words
 * @param picked who serves it, null for nobody
 * @param members who could have been picked, at that moment
 */
public record Explained(
        long atMillis,
        String service,
        String by,
        String source,
        @Nullable String method,
        @Nullable String target,
        List<String> steps,
        @Nullable RealServerRef picked,
        List<Scored> members) {
    public Explained {
        steps = List.copyOf(steps);
        members = List.copyOf(members);
    }

    /** Returns the same with somebody else picked, and a step more. */
    public Explained with(String step, @Nullable RealServerRef other) {
        List<String> more = new ArrayList<>(steps);
        more.add(step);
        return new Explained(atMillis, service, by, source, method, target, more, other, members);
    }

    /**
     * A server that could have been picked.
     *
     * @param server its name
     * @param weight in sixteenths
     * @param inFlight flows it was serving
     * @param freeSlots flows that could still start before its {@code maxconn}
     * @param score what the scheduler goes by, see {@link Scheduler#score}
     */
    public record Scored(RealServerRef server, int weight, int inFlight, int freeSlots, String score) {}
}
