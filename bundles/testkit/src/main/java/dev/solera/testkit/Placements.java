package dev.solera.testkit;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a scheduler and writes down where its flows went. */
public final class Placements {
    private static final Flow FLOW = FakeFlow.from("127.0.0.1");

    private Placements() {}

    /** Returns members with the configured weights {@code weights}, 1–256, and no arguments. */
    public static Members members(List<FakeMember> members, int... weights) {
        return members("", members, weights);
    }

    /** Returns members with the configured weights {@code weights}, 1–256, for a scheduler with {@code arguments}. */
    public static Members members(String arguments, List<FakeMember> members, int... weights) {
        int[] sixteenths =
                Arrays.stream(weights).map(w -> w * Members.WEIGHT_SCALE).toArray();
        return Members.of(members, sixteenths, arguments);
    }

    /** Returns the ids of the next {@code count} picks, such as {@code 1 2 1 3 1 2}. No flow stays. */
    public static String sequence(Scheduler scheduler, int count) {
        List<String> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Member member = scheduler.pick(FLOW);
            ids.add(member == null ? "-" : Integer.toString(member.id()));
        }
        return String.join(" ", ids);
    }

    /** Returns how many of the next {@code count} picks each server got, by name. No flow stays; flows to nobody count as {@code -}. */
    public static Map<String, Integer> counts(Scheduler scheduler, int count) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Member member = scheduler.pick(FLOW);
            counts.merge(member == null ? "-" : member.name(), 1, Integer::sum);
        }
        return counts;
    }

    /**
     * Returns how many of {@code count} flows each server got, by name, when {@code open} flows are open at any time and the oldest
     * ends as a new one comes. The members must be {@link FakeMember}s; they are idle afterwards.
     */
    public static Map<String, Integer> underLoad(Scheduler scheduler, int count, int open) {
        Map<String, Integer> counts = new TreeMap<>();
        Deque<FakeMember> flows = new ArrayDeque<>();
        for (int i = 0; i < count + open; i++) {
            if (flows.size() == open) {
                end(flows.remove());
            }
            Member member = scheduler.pick(FLOW);
            if (!(member instanceof FakeMember fake)) {
                throw new AssertionError("pick: " + member + " (expected: a member that was given)");
            }
            fake.inFlight(fake.inFlight() + 1);
            flows.add(fake);
            if (i >= open) {
                counts.merge(fake.name(), 1, Integer::sum);
            }
        }
        flows.forEach(Placements::end);
        return counts;
    }

    /** Returns a scheduler that is made anew, from the one before, ahead of every pick: an edit between any two flows. */
    public static Scheduler editedBeforeEveryPick(SchedulerFactory factory, Members members) {
        Scheduler[] current = {factory.create(members, null)};
        return flow -> {
            current[0] = factory.create(members, current[0]);
            return current[0].pick(flow);
        };
    }

    private static void end(FakeMember member) {
        member.inFlight(member.inFlight() - 1);
    }
}
