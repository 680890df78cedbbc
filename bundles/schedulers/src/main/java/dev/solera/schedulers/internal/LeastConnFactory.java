package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** {@code leastconn}: the server with the fewest flows for its weight. */
@Component
public final class LeastConnFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "leastconn";
    }

    @Override
    public Scheduler create(Members now, @Nullable Scheduler previous) {
        return new LeastConn(now, previous instanceof LeastConn before ? before : null);
    }
}
