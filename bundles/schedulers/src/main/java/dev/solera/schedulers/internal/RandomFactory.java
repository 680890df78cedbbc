package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code random(n)}: the least loaded of n servers drawn by weight, 2 if n is not given. */
@Component
public final class RandomFactory implements SchedulerFactory {
    private static final int MAX_DRAWS = 64;

    private final LongSupplier seeds;

    /** Seeds each scheduler differently. */
    @Activate
    public RandomFactory() {
        this(() -> ThreadLocalRandom.current().nextLong());
    }

    /** Takes the seed of each new scheduler from {@code seeds}. */
    RandomFactory(LongSupplier seeds) {
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "random";
    }

    @Override
    public void validate(String arguments) {
        draws(arguments);
    }

    @Override
    public Scheduler create(Members now, @Nullable Scheduler previous) {
        long state = previous instanceof RandomDraws before ? before.state() : seeds.getAsLong();
        return new RandomDraws(now, draws(now.arguments()), state);
    }

    private static int draws(String arguments) {
        if (arguments.isEmpty()) {
            return 2;
        }
        if (arguments.matches("[1-9][0-9]?") && Integer.parseInt(arguments) <= MAX_DRAWS) {
            return Integer.parseInt(arguments);
        }
        throw new IllegalArgumentException("random with 1.." + MAX_DRAWS + " draws, such as random(2)");
    }
}
