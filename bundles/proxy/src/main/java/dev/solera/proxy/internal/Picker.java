package dev.solera.proxy.internal;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks servers of one pool for one event loop, whose thread alone uses it. */
final class Picker {
    private final LiveGroup group;
    private Roster roster = Roster.ABSENT;
    private @Nullable Scheduler scheduler;

    Picker(LiveGroup group) {
        this.group = group;
    }

    /** Tells whether no server may take new flows. */
    boolean isEmpty() {
        return group.roster().members.size() == 0;
    }

    /**
     * Picks a server and takes a slot of it: the scheduler's choice; when that is full or was tried in vain, the next one behind it.
     *
     * @return null when there is none or all are full
     */
    @Nullable
    LiveReal take(Flow flow, List<LiveReal> tried) {
        refresh();
        Members members = roster.members;
        if (members.size() == 0 || scheduler == null) {
            return null;
        }
        Member picked = scheduler.pick(flow);
        if (picked instanceof LiveReal real && !tried.contains(real) && real.tryReserve()) {
            return real;
        }
        int start = picked == null ? 0 : Math.max(0, members.indexOf(picked));
        LiveReal other = firstFree(members, start, tried);
        return other == null && !tried.isEmpty() ? firstFree(members, start, List.of()) : other;
    }

    private static @Nullable LiveReal firstFree(Members members, int start, List<LiveReal> tried) {
        int n = members.size();
        for (int i = 0; i < n; i++) {
            LiveReal real = (LiveReal) members.get((start + i) % n);
            if (!tried.contains(real) && real.tryReserve()) {
                return real;
            }
        }
        return null;
    }

    private void refresh() {
        Roster now = group.roster();
        if (now == roster) {
            return;
        }
        SchedulerFactory factory = now.factory();
        Scheduler previous = factory == roster.factory() ? scheduler : null;
        scheduler = factory == null ? null : factory.create(now.members, previous);
        roster = now;
    }
}
