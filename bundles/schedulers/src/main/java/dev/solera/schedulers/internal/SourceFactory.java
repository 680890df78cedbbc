package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * {@code source}: one client, one server, by the client's address. {@code source} alone, or {@code source(map-based)}, spreads best
 * but moves most clients when a server comes or goes; {@code source(consistent)} moves only the clients of that server.
 */
@Component
public final class SourceFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "source";
    }

    @Override
    public void validate(String arguments) {
        isConsistent(arguments);
    }

    @Override
    public Scheduler create(Members now, @Nullable Scheduler previous) {
        SourceHash before = previous instanceof SourceHash hash && hash.serves(now) ? hash : null;
        if (before != null) {
            return before.again();
        }
        return isConsistent(now.arguments())
                ? new SourceHash(now, true, new HashRing(now))
                : new SourceHash(now, false, new SlotMap(now));
    }

    private static boolean isConsistent(String arguments) {
        return switch (arguments) {
            case "", "map-based" -> false;
            case "consistent" -> true;
            default -> throw new IllegalArgumentException("source, source(map-based) or source(consistent)");
        };
    }
}
