package dev.solera.core.internal.engine;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a data plane and a scheduler that a stranger may have written: what it makes never throws, never returns a stranger, and
 * returns nobody only when there is nobody.
 *
 * <p>A bad pick goes to the fallback in the same call; the first one is reported.
 */
final class GuardedFactory implements SchedulerFactory {
    /** Name of the scheduler that takes over for one that misbehaves or is gone. */
    static final String FALLBACK = "roundrobin";

    private final SchedulerFactory real;
    private final @Nullable SchedulerFactory fallback;
    private final Consumer<String> report;
    private final AtomicReference<@Nullable String> reported = new AtomicReference<>();

    /**
     * Guards {@code real}.
     *
     * @param fallback used for bad picks; null: in turn
     * @param report told once, on the event loop: must not block
     */
    GuardedFactory(SchedulerFactory real, @Nullable SchedulerFactory fallback, Consumer<String> report) {
        this.real = real;
        this.fallback = fallback;
        this.report = report;
    }

    /** Tells whether this guards the same plug-in with the same fallback. */
    boolean guards(SchedulerFactory factory, @Nullable SchedulerFactory otherFallback) {
        return real == factory && fallback == otherFallback;
    }

    /** Returns what the scheduler did wrong first, or null. */
    @Nullable
    String fault() {
        return reported.get();
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Scheduler create(Members now, @Nullable Scheduler previous) {
        Guarded before = previous instanceof Guarded g && g.owner() == this ? g : null;
        Scheduler made = null;
        try {
            made = real.create(now, before == null ? null : before.real);
            if (made == null) {
                fault("create returned null");
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            fault("create threw " + e);
        }
        return new Guarded(now, made, before == null || before.fallback instanceof Rotation ? null : before.fallback);
    }

    private void fault(String what) {
        if (reported.compareAndSet(null, what)) {
            report.accept(what);
        }
    }

    private final class Guarded implements Scheduler {
        private final Members members;
        private final Member[] byId;
        private final @Nullable Scheduler real;
        private @Nullable Scheduler fallback;
        private final @Nullable Scheduler fallbackBefore;

        Guarded(Members members, @Nullable Scheduler real, @Nullable Scheduler fallbackBefore) {
            this.members = members;
            this.real = real;
            this.fallbackBefore = fallbackBefore;
            int highest = 0;
            for (int i = 0; i < members.size(); i++) {
                highest = Math.max(highest, members.get(i).id());
            }
            byId = new Member[highest + 1];
            for (int i = 0; i < members.size(); i++) {
                byId[members.get(i).id()] = members.get(i);
            }
        }

        GuardedFactory owner() {
            return GuardedFactory.this;
        }

        @Override
        public @Nullable Member pick(Flow flow) {
            if (members.size() == 0) {
                return null;
            }
            if (real != null) {
                try {
                    Member picked = real.pick(flow);
                    if (picked != null && isOurs(picked)) {
                        return picked;
                    }
                    fault(picked == null ? "pick returned nobody" : "pick returned a server it was not given");
                } catch (RuntimeException | LinkageError | StackOverflowError e) {
                    fault("pick threw " + e);
                }
            }
            return pickByFallback(flow);
        }

        private boolean isOurs(Member picked) {
            int id = picked.id();
            return id >= 0 && id < byId.length && byId[id] == picked;
        }

        private @Nullable Member pickByFallback(Flow flow) {
            try {
                Scheduler by = fallback;
                if (by == null) {
                    by = GuardedFactory.this.fallback == null
                            ? new Rotation(members)
                            : GuardedFactory.this.fallback.create(members, fallbackBefore);
                    fallback = by;
                }
                Member picked = by.pick(flow);
                if (picked != null && isOurs(picked)) {
                    return picked;
                }
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                fault("fallback threw " + e);
            }
            // The fallback is a plug-in as well, and may be the very one that misbehaves.
            Rotation last = new Rotation(members);
            fallback = last;
            return last.pick(flow);
        }
    }
}
