package dev.solera.core.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long plug-ins keep an event loop. A pick that does not return within {@link #PATIENCE_NANOS} gets its thread interrupted, and its
 * plug-in is out; who is stuck all the same can be named. A thread that could run but was given no processor is no plug-in's fault, and has
 * {@link #STARVED_NANOS}.
 *
 * <p>Entering and leaving cost the loop a few stores and one compare-and-set; nobody waits for anybody but for the moment of an interrupt.
 */
final class PickWatch {
    /** How long a call of a plug-in may keep an event loop. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How long a call may take whose thread could run, or waits for a monitor that may be held by one that could (as while classes are
     * loaded), but has had less than half of {@link #PATIENCE_NANOS} of processor time. An interrupt would not reach who waits for a monitor anyway.
     */
    static final long STARVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** When so much time has passed between two looks, nobody may have run, and everybody has the time anew. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Slot> own = ThreadLocal.withInitial(this::newSlot);
    private final ToLongFunction<Thread> processorNanos;
    private long lookedAtNanos;

    /** Asks the JVM how much processor time a thread has had. */
    PickWatch() {
        this(processorTimes());
    }

    /**
     * Asks {@code processorNanos}.
     *
     * @param processorNanos how much processor time a thread has had so far; less than 0 where nobody knows
     */
    PickWatch(ToLongFunction<Thread> processorNanos) {
        this.processorNanos = processorNanos;
    }

    private static ToLongFunction<Thread> processorTimes() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
                ? thread -> threads.getThreadCpuTime(thread.getId())
                : thread -> -1;
    }

    /** Returns the slot of the thread that calls; it keeps it for good. */
    Slot slot() {
        return own.get();
    }

    private Slot newSlot() {
        Slot slot = new Slot(Thread.currentThread());
        slots.removeIf(old -> !old.thread.isAlive());
        slots.add(slot);
        return slot;
    }

    /** Looks at every slot. Called again and again by one thread, more often than patience ends. */
    void look(long nowNanos) {
        boolean anew = nowNanos - lookedAtNanos > GAP_NANOS;
        lookedAtNanos = nowNanos;
        for (Slot slot : slots) {
            slot.look(nowNanos, anew, processorNanos);
        }
    }

    /** Returns whose plug-in keeps {@code thread} now, in words; null when none does. */
    @Nullable
    String culprit(Thread thread) {
        for (Slot slot : slots) {
            if (slot.thread == thread && slot.state != Slot.IDLE) {
                GuardedFactory by = slot.owner;
                return by == null ? null : by.words();
            }
        }
        return null;
    }

    /** What one event loop's thread is doing with plug-ins. */
    static final class Slot {
        private static final int IDLE = 0;
        private static final int INSIDE = 1;
        private static final int INTERRUPTING = 2;
        private static final int INTERRUPTED = 3;
        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Thread thread;
        /** Written by the thread alone before {@link #state}. */
        private @Nullable GuardedFactory owner;

        private int calls;
        private volatile int state;

        // The watch's own.
        private int callsSeen;
        private long sinceNanos;
        private long processorSinceNanos;

        Slot(Thread thread) {
            this.thread = thread;
        }

        /** A plug-in is about to be called. */
        void enter(GuardedFactory by) {
            owner = by;
            calls++;
            STATE.setRelease(this, INSIDE);
        }

        /** The call is over; tells whether it was interrupted. The thread's interrupt flag is then clear. */
        boolean leave() {
            if (STATE.compareAndSet(this, INSIDE, IDLE)) {
                return false;
            }
            while (state == INTERRUPTING) {
                Thread.onSpinWait(); // so that the interrupt does not come after we have left
            }
            Thread.interrupted();
            STATE.setRelease(this, IDLE);
            return true;
        }

        private void look(long nowNanos, boolean anew, ToLongFunction<Thread> processorNanos) {
            int now = state;
            int call = calls;
            if (now == IDLE || call != callsSeen || anew) {
                callsSeen = now == IDLE ? call - 1 : call;
                sinceNanos = nowNanos;
                processorSinceNanos = now == IDLE ? 0 : processorNanos.applyAsLong(thread);
                return;
            }
            GuardedFactory by = owner;
            long kept = nowNanos - sinceNanos;
            if (kept < PATIENCE_NANOS
                    || kept < STARVED_NANOS && isStarved(processorNanos)
                    || !STATE.compareAndSet(this, INSIDE, INTERRUPTING)) {
                return;
            }
            thread.interrupt();
            STATE.setRelease(this, INTERRUPTED);
            if (by != null) {
                by.blocked(thread);
            }
        }

        private boolean isStarved(ToLongFunction<Thread> processorNanos) {
            long had = processorNanos.applyAsLong(thread);
            Thread.State is = thread.getState();
            return had >= 0
                    && had - processorSinceNanos < PATIENCE_NANOS / 2
                    && (is == Thread.State.RUNNABLE || is == Thread.State.BLOCKED);
        }
    }
}
