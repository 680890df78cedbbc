package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.DrainProgress;
import dev.solera.api.RealServerRef;
import dev.solera.spi.Ages;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks how servers empty that an operator has taken out, and has it told when one is empty or its time is over.
 *
 * <p>Writer only, but for {@link #progress}.
 */
final class Drains {
    private final Announcer announcer;
    private volatile Map<RealServerRef, Course> courses = Map.of();

    Drains(Announcer announcer) {
        this.announcer = announcer;
    }

    /**
     * Looks at everybody who is taken out.
     *
     * @param said what operators have said, which may be newer than {@code now}: what is to be closed has not been yet
     */
    void look(Map<RealServerRef, AdminTable.Entry> said, Snapshot now) {
        Map<RealServerRef, Course> next = new HashMap<>();
        said.forEach((ref, entry) -> {
            Instant since = since(entry);
            if (since != null && now.lineups().containsKey(ref.pool())) {
                next.put(ref, look(ref, entry, since, now.planes().values()));
            }
        });
        courses = Map.copyOf(next);
    }

    private Course look(RealServerRef ref, AdminTable.Entry entry, Instant since, Collection<DataPlane> planes) {
        Course before = courses.get(ref);
        long left = flows(ref, planes);
        if (before == null || !before.since.equals(since)) {
            before = new Course(since, left, left == 0, false);
        }
        AdminTable.Leave leave = entry.leave();
        boolean empty = left == 0;
        if (empty && !before.toldEmpty) {
            announcer.drained(ref, 0, false);
        }
        boolean over = !empty && leave != null && leave.over();
        if (over && !before.toldOver && leave != null) {
            announcer.drained(ref, left, leave.close());
        }
        return new Course(since, before.first, before.toldEmpty || empty, before.toldOver || over);
    }

    /** Returns how far a server has come; null when nobody has taken it out. Any thread. */
    @Nullable
    DrainProgress progress(
            RealServerRef ref, AdminTable.@Nullable Entry entry, Collection<DataPlane> planes, Instant now) {
        Instant since = entry == null ? null : since(entry);
        if (entry == null || since == null) {
            return null;
        }
        Course course = courses.get(ref);
        long left = flows(ref, planes);
        Ages ages = Ages.NONE;
        for (DataPlane plane : planes) {
            ages = ages.plus(plane.ages(new Ref.Real(ref)));
        }
        Duration drained = Duration.between(since, now);
        Forecast forecast = Forecast.of(
                left,
                course == null || !course.since.equals(since) ? left : course.first,
                drained.isNegative() ? Duration.ZERO : drained,
                ages);
        AdminTable.Leave leave = entry.leave();
        return new DrainProgress(
                since,
                left,
                leave == null ? null : leave.at(),
                leave != null && leave.close(),
                forecast.emptyIn(),
                forecast.basis());
    }

    private static @Nullable Instant since(AdminTable.Entry entry) {
        return entry.state() == AdminState.READY || entry.stateNote() == null
                ? null
                : entry.stateNote().when();
    }

    private static long flows(RealServerRef ref, Collection<DataPlane> planes) {
        long flows = 0;
        for (DataPlane plane : planes) {
            var counters = plane.counters(new Ref.Real(ref));
            flows += counters.activeConnections() + counters.inactiveConnections();
        }
        return flows;
    }

    /**
     * What has been seen of one server.
     *
     * @param since when it was taken out
     * @param first flows when it was first looked at
     * @param toldEmpty whether it was told that none is left
     * @param toldOver whether it was told that the operator's patience is over
     */
    private record Course(Instant since, long first, boolean toldEmpty, boolean toldOver) {}
}
