package dev.solera.itests.e2e.plugin;

import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Picks the server whose name stands in the file {@code chosen} of its jar, so that one sees which jar serves. */
public final class Chosen implements SchedulerFactory {
    private final String name;

    public Chosen() {
        try (InputStream in = Chosen.class.getResourceAsStream("/chosen")) {
            name = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "chosen";
    }

    @Override
    public Scheduler create(Members now, Scheduler previous) {
        Member member = null;
        for (int i = 0; i < now.size(); i++) {
            member = now.get(i).name().equals(name) ? now.get(i) : member;
        }
        Member chosen = member;
        return flow -> chosen;
    }
}
