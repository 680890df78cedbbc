package dev.solera.itests.kernel;

import dev.solera.api.Counters;
import dev.solera.ipvs.internal.Director;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.List;
import java.util.Map;

/** The kernel's plane, and when it had its last answer. */
final class TimedPlane implements DataPlane, AutoCloseable {
    private final Director director;
    private volatile long endOfLastApplyNanos;

    TimedPlane(Director director) {
        this.director = director;
    }

    long endOfLastApplyNanos() {
        return endOfLastApplyNanos;
    }

    @Override
    public String name() {
        return "ipvs";
    }

    @Override
    public Capabilities capabilities() {
        return director.capabilities();
    }

    @Override
    public Map<Ref, Spec> read() {
        return director.read();
    }

    @Override
    public List<Failure> apply(List<Edit> edits) {
        List<Failure> failures = director.apply(edits);
        endOfLastApplyNanos = System.nanoTime();
        return failures;
    }

    @Override
    public Counters counters(Ref ref) {
        return director.counters(ref);
    }

    @Override
    public void close() {
        director.close();
    }
}
