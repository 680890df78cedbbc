package dev.solera.core.internal.fakes;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A scheduler plug-in that a test makes up. Takes the members in turn unless it is told otherwise. */
public final class FakeScheduler implements SchedulerFactory {
    private final String name;
    private final BiFunction<Members, Scheduler, Scheduler> create;

    /** What each create was handed as the one before. */
    public final List<Scheduler> previous = new ArrayList<>();

    public FakeScheduler(String name, BiFunction<Members, Scheduler, Scheduler> create) {
        this.name = name;
        this.create = create;
    }

    /** Takes the members in turn, whatever their weights. */
    public static FakeScheduler inTurn(String name) {
        return new FakeScheduler(name, (members, before) -> {
            int[] next = {0};
            return flow -> members.size() == 0 ? null : members.get(next[0]++ % members.size());
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void validate(String arguments) {
        if (!arguments.isEmpty() && !arguments.matches("[0-9]+")) {
            throw new IllegalArgumentException(name + " or " + name + "(number)");
        }
    }

    @Override
    public Scheduler create(Members now, Scheduler before) {
        previous.add(before);
        return create.apply(now, before);
    }
}
