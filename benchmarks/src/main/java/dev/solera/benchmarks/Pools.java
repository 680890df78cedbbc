package dev.solera.benchmarks;

import dev.solera.schedulers.internal.LeastConnFactory;
import dev.solera.schedulers.internal.RandomFactory;
import dev.solera.schedulers.internal.RoundRobinFactory;
import dev.solera.schedulers.internal.SourceFactory;
import dev.solera.spi.Members;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeMember;
import dev.solera.testkit.Placements;
import java.util.Arrays;
import java.util.List;

/** Pools to pick from: weights 1 to 5, every server with 1 to 7 flows, so that none is idle. */
final class Pools {
    private Pools() {}

    static Members busy(String scheduler, int size) {
        List<FakeMember> members = FakeMember.many(size);
        members.forEach(member -> member.inFlight(1 + member.id() % 7));
        int[] weights = new int[size];
        Arrays.setAll(weights, i -> 1 + i % 5);
        return Placements.members(arguments(scheduler), members, weights);
    }

    static SchedulerFactory factory(String scheduler) {
        return switch (scheduler) {
            case "roundrobin" -> new RoundRobinFactory();
            case "leastconn" -> new LeastConnFactory();
            case "random" -> new RandomFactory();
            default -> new SourceFactory();
        };
    }

    private static String arguments(String scheduler) {
        return scheduler.equals("source-consistent") ? "consistent" : "";
    }
}
