package dev.solera.itests.netns.plugin;

import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A scheduler that does what none may: it blocks, in {@code pick}, {@code create} or {@code validate}, for as long as a file named
 * {@code block-<where>} is in the appliance's folder of temporary files.
 */
public final class Blocking implements SchedulerFactory {
    @Override
    public String name() {
        return "blocking";
    }

    @Override
    public void validate(String arguments) {
        block("validate");
    }

    @Override
    public Scheduler create(Members now, Scheduler previous) {
        block("create");
        return flow -> pick(now);
    }

    private static Member pick(Members now) {
        block("pick");
        return now.size() == 0 ? null : now.get(0);
    }

    private static void block(String where) {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "block-" + where);
        while (Files.exists(file)) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
