package dev.solera.benchmarks;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.FakeFlow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to make a scheduler from the one before the edit, on the event loop: flows wait for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerEdit {
    @Param({"roundrobin", "leastconn", "random", "source", "source-consistent"})
    public String scheduler;

    @Param({"100", "1000", "4000"})
    public int members;

    private SchedulerFactory factory;
    private Members[] pools;
    private Scheduler picker;
    private int turn;

    /** Makes two pools of the same weights with different servers for the hash tables, and places every server once. */
    @Setup
    public void prepare() {
        factory = Pools.factory(scheduler);
        Members pool = Pools.busy(scheduler, members);
        // A hash table is kept while its members stay the same, so that one has to be built only for another pool.
        pools = new Members[] {pool, scheduler.startsWith("source") ? Pools.busy(scheduler, members) : pool};
        picker = factory.create(pool, null);
        for (int i = 0; i < 10 * members; i++) {
            picker.pick(FakeFlow.from("192.0.2.1"));
        }
    }

    /** Makes the next scheduler. */
    @Benchmark
    public Scheduler edit() {
        picker = factory.create(pools[turn++ & 1], picker);
        return picker;
    }
}
