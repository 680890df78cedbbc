package dev.solera.proxy.internal;

import dev.solera.spi.Explained;
import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Picks servers of one pool for one event loop, whose thread alone uses it. */
final class Picker {
    /** How many servers of a pool an explanation lists. */
    private static final int MOST_SCORED = 256;

    private final LiveGroup group;
    private Roster roster = Roster.ABSENT;
    private @Nullable Scheduler scheduler;

    Picker(LiveGroup group) {
        this.group = group;
    }

    /** Tells whether an explanation of a pick is cheap enough to be made for a sample of flows. */
    boolean isSmall() {
        return group.roster().members.size() <= MOST_SCORED;
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
        return choose(scheduler, flow, tried, LiveReal::tryReserve);
    }

    /**
     * Says whom {@link #take} would pick now and why: the scheduler goes on from where it stands in a copy, and no slot is taken.
     *
     * @param service name of the virtual server
     * @param source client's address in words
     */
    Explained explain(Flow flow, String service, String source, Loop loop) {
        refresh();
        Members members = roster.members;
        SchedulerFactory factory = roster.factory();
        List<Explained.Scored> scored = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        LiveReal picked = null;
        Scheduler now = scheduler;
        if (members.size() == 0 || now == null || factory == null) {
            steps.add("pool " + group.name + ": no server may take flows");
        } else {
            for (int i = 0; i < Math.min(members.size(), MOST_SCORED); i++) {
                LiveReal real = (LiveReal) members.get(i);
                scored.add(new Explained.Scored(
                        real.spec().server(),
                        members.weight(i),
                        real.inFlight(),
                        real.freeSlots(),
                        now.score(flow, real)));
            }
            Scheduler copy = factory.create(members, now);
            picked = choose(copy, flow, List.of(), LiveReal::hasRoom);
            Member first = factory.create(members, now).pick(flow);
            String words = "pool " + group.name + ": scheduler " + factory.name()
                    + (members.arguments().isEmpty() ? "" : "(" + members.arguments() + ")") + " picks "
                    + (first == null ? "nobody" : first.name()) + " of " + members.size();
            steps.add(words);
            if (picked == null) {
                steps.add("every server has as many flows as its maxconn allows: the flow waits for a slot");
            } else if (picked != first) {
                steps.add(picked.name() + " instead: the scheduler's choice has as many flows as its maxconn allows");
            }
        }
        CharSequence method = flow.method();
        CharSequence target = flow.target();
        return new Explained(
                System.currentTimeMillis(),
                service,
                loop.name(),
                source,
                method == null ? null : method.toString(),
                target == null ? null : target.toString(),
                steps,
                picked == null ? null : picked.spec().server(),
                scored);
    }

    private @Nullable LiveReal choose(
            @Nullable Scheduler by, Flow flow, List<LiveReal> tried, Predicate<LiveReal> takes) {
        Members members = roster.members;
        if (members.size() == 0 || by == null) {
            return null;
        }
        Member picked = by.pick(flow);
        if (picked instanceof LiveReal real && !tried.contains(real) && takes.test(real)) {
            return real;
        }
        int start = picked == null ? 0 : Math.max(0, members.indexOf(picked));
        LiveReal other = firstFree(members, start, tried, takes);
        return other == null && !tried.isEmpty() ? firstFree(members, start, List.of(), takes) : other;
    }

    private static @Nullable LiveReal firstFree(
            Members members, int start, List<LiveReal> tried, Predicate<LiveReal> takes) {
        int n = members.size();
        for (int i = 0; i < n; i++) {
            LiveReal real = (LiveReal) members.get((start + i) % n);
            if (!tried.contains(real) && takes.test(real)) {
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
