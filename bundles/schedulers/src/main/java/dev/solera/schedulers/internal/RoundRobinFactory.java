package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** {@code roundrobin}: in turn, by weight, as evenly spread as can be. */
@Component
public final class RoundRobinFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public Scheduler create(Members now, @Nullable Scheduler previous) {
        return new RoundRobin(now, previous instanceof RoundRobin before ? before : null);
    }
}
