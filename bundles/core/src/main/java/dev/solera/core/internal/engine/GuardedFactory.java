package dev.solera.core.internal.engine;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a data plane and a scheduler that a stranger may have written: what it makes never throws, never returns a stranger, and
 * returns nobody only when there is nobody.
 *
 * <p>A bad pick goes to the fallback in the same call; the first one is reported. A plug-in whose faults do not end is not asked for a while;
 * one that blocks is not asked again at all, from the moment its call returns.
 */
final class GuardedFactory implements SchedulerFactory {
    /** Name of the scheduler that takes over for one that misbehaves or is gone. */
    static final String FALLBACK = "roundrobin";

    /** So many bad calls of one event loop in a row open the circuit. */
    static final int FAULTS_IN_A_ROW = 10;

    /** How long nobody is asked then. */
    static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SchedulerFactory real;
    private final String provider;
    private final @Nullable SchedulerFactory fallback;
    private final Consumer<String> report;
    private final PickWatch watch;
    private final AtomicReference<@Nullable String> reported = new AtomicReference<>();
    private volatile boolean out;

    /**
     * Guards {@code real}.
     *
     * @param provider the bundle it comes from, may be empty
     * @param fallback used for bad picks; null: in turn
     * @param report told of the first fault, and again when it blocks; must not block itself
     */
    GuardedFactory(
            SchedulerFactory real,
            String provider,
            @Nullable SchedulerFactory fallback,
            Consumer<String> report,
            PickWatch watch) {
        this.real = real;
        this.provider = provider;
        this.fallback = fallback;
        this.report = report;
        this.watch = watch;
    }

    /** Returns what it is and where it comes from. */
    String words() {
        return "scheduler " + real.name() + (provider.isEmpty() ? "" : " (" + provider + ")");
    }

    /** The plug-in keeps an event loop: it is not asked again. Called by the watch. */
    void blocked(Thread loop) {
        out = true;
        String what = "it blocked " + loop.getName() + " for more than "
                + TimeUnit.NANOSECONDS.toMillis(PickWatch.PATIENCE_NANOS)
                + " ms, was interrupted and is out until its bundle is replaced";
        reported.set(what);
        report.accept(what);
    }

    /** Tells whether the plug-in is out for good. */
    boolean isOut() {
        return out;
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
        PickWatch.Slot slot = watch.slot();
        Scheduler made = null;
        if (!out) {
            slot.enter(this);
            try {
                made = real.create(now, before == null ? null : before.real);
                if (made == null) {
                    fault("create returned null");
                }
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                fault("create threw " + e);
            } finally {
                slot.leave();
            }
        }
        return new Guarded(
                now, made, before == null || before.fallback instanceof Rotation ? null : before.fallback, slot);
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
        private final PickWatch.Slot slot;
        private int faults;
        private long openedAtNanos;

        Guarded(Members members, @Nullable Scheduler real, @Nullable Scheduler fallbackBefore, PickWatch.Slot slot) {
            this.members = members;
            this.real = real;
            this.fallbackBefore = fallbackBefore;
            this.slot = slot;
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
            if (real != null && !out && !isOpen()) {
                Member picked = ask(real, flow);
                if (picked != null) {
                    return picked;
                }
            }
            return pickByFallback(flow);
        }

        /** Returns the plug-in's choice, null when it is none. */
        private @Nullable Member ask(Scheduler plugin, Flow flow) {
            slot.enter(GuardedFactory.this);
            try {
                Member picked = plugin.pick(flow);
                if (picked != null && isOurs(picked)) {
                    faults = 0;
                    return picked;
                }
                fault(picked == null ? "pick returned nobody" : "pick returned a server it was not given");
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                fault("pick threw " + e);
            } finally {
                slot.leave();
            }
            if (++faults == FAULTS_IN_A_ROW) {
                openedAtNanos = System.nanoTime();
            }
            return null;
        }

        /** After so many faults in a row the plug-in is left alone for a while; then one more fault is enough. */
        private boolean isOpen() {
            if (faults < FAULTS_IN_A_ROW) {
                return false;
            }
            if (System.nanoTime() - openedAtNanos < OPEN_NANOS) {
                return true;
            }
            faults = FAULTS_IN_A_ROW - 1;
            return false;
        }

        @Override
        public String score(Flow flow, Member member) {
            if (real != null && !out) {
                slot.enter(GuardedFactory.this);
                try {
                    return String.valueOf(real.score(flow, member));
                } catch (RuntimeException | LinkageError | StackOverflowError e) {
                    fault("score threw " + e);
                } finally {
                    slot.leave();
                }
            }
            return "";
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
