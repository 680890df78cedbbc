package dev.solera.itests.netns.plugin;

import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A scheduler that does what none may: it blocks, in {@code pick}, {@code create} or {@code validate}, for as long as a file named
 * {@code block-<where>} is in the appliance's folder of temporary files. When it begins, it makes a file {@code blocked-<where>} beside it.
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
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        Path file = folder.resolve("block-" + where);
        if (Files.exists(file)) {
            try {
                Files.writeString(folder.resolve("blocked-" + where), "", StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                // Another one blocks already; the first one counts.
            }
        }
        while (Files.exists(file)) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
