package dev.solera.benchmarks;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Scheduler;
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

/** Time for one pick from a pool in which no server is idle. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerPick {
    @Param({"roundrobin", "leastconn", "random", "source", "source-consistent"})
    public String scheduler;

    @Param({"4", "100", "1000"})
    public int members;

    private final Flow[] flows = new Flow[256];
    private Scheduler picker;
    private int turn;

    /** Makes the pool and its clients. */
    @Setup
    public void prepare() {
        for (int i = 0; i < flows.length; i++) {
            flows[i] = FakeFlow.from("198.51.100." + i);
        }
        picker = Pools.factory(scheduler).create(Pools.busy(scheduler, members), null);
    }

    /** Picks for the next client. */
    @Benchmark
    public Member pick() {
        return picker.pick(flows[turn++ & 255]);
    }
}
