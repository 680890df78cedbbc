package dev.solera.itests.e2e.plugin;

import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A scheduler that does what the file {@code bad} in the appliance's folder of temporary files says. */
public final class Bad implements SchedulerFactory {
    private static final Path ORDER = Path.of(System.getProperty("java.io.tmpdir"), "bad");

    @Override
    public String name() {
        return "bad";
    }

    @Override
    public Scheduler create(Members now, Scheduler previous) {
        return flow -> pick(now);
    }

    private static Member pick(Members now) {
        String order = order();
        switch (order) {
            case "throw" -> throw new IllegalStateException("bad");
            case "nobody" -> {
                return null;
            }
            case "stranger" -> {
                return new Stranger();
            }
            case "sleep" -> sleep();
            case "spin" -> spin();
            case "memory" -> eat();
            default -> {}
        }
        return now.size() == 0 ? null : now.get(0);
    }

    private static String order() {
        try {
            return Files.exists(ORDER) ? Files.readString(ORDER) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Five seconds, unless interrupted. */
    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Five seconds, interrupted or not. The order counts once: only one event loop is to be kept. */
    private static void spin() {
        try {
            Files.deleteIfExists(ORDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** 8 MB after 8 MB: no heap has a million of them. */
    private static void eat() {
        List<long[]> eaten = new ArrayList<>();
        while (eaten.size() < 1 << 20) {
            eaten.add(new long[1 << 20]);
        }
    }

    private static final class Stranger implements Member {
        @Override
        public String name() {
            return "stranger";
        }

        @Override
        public int id() {
            return 1;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public int freeSlots() {
            return 1;
        }
    }
}
