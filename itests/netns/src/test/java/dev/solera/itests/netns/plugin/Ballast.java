package dev.solera.itests.netns.plugin;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;

/** A scheduler that keeps a gigabyte of small objects, so that whoever looks at every object of the heap is busy for a while. */
public final class Ballast implements SchedulerFactory {
    private static final int OBJECTS = 8 << 20;
    private static final int BYTES_EACH = 104; // 120 with its header, padded

    private final byte[][] ballast = new byte[OBJECTS][];

    /** Fills it. */
    public Ballast() {
        for (int i = 0; i < OBJECTS; i++) {
            ballast[i] = new byte[BYTES_EACH];
        }
    }

    @Override
    public String name() {
        return "ballast";
    }

    @Override
    public Scheduler create(Members now, Scheduler previous) {
        return flow -> now.size() == 0 ? null : now.get(ballast.length % now.size());
    }
}
