package dev.solera.proxy.internal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** A pool as long as it exists: its counters, its pickers, and the flows that wait for a slot. */
final class LiveGroup {
    final String name;
    final Tally tally;
    private final List<Loop> loops;
    private final Picker[] pickers;
    private final ArrayDeque<Session>[] queues;
    private final AtomicIntegerArray waitingByLoop;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Roster roster = Roster.ABSENT;

    @SuppressWarnings({"unchecked", "rawtypes"})
    LiveGroup(String name, List<Loop> loops) {
        this.name = name;
        this.loops = loops;
        this.tally = new Tally(loops.size());
        this.pickers = new Picker[loops.size()];
        this.queues = new ArrayDeque[loops.size()];
        this.waitingByLoop = new AtomicIntegerArray(loops.size());
        for (int i = 0; i < pickers.length; i++) {
            pickers[i] = new Picker(this);
            queues[i] = new ArrayDeque<>(0);
        }
    }

    Roster roster() {
        return roster;
    }

    /** Publishes what the pool is from now on. */
    void roster(Roster now) {
        roster = now;
    }

    /** Returns {@code loop}'s picker, for its thread alone. */
    Picker picker(Loop loop) {
        return pickers[loop.index()];
    }

    /** Tells whether somebody waits on any loop: who comes now has to stand behind. */
    boolean hasQueue() {
        return waiting.get() > 0;
    }

    /** Queues {@code session}; it may be served before this returns. Called on its loop. */
    void enqueue(Session session) {
        Loop loop = session.loop;
        queues[loop.index()].addLast(session);
        tally.add(loop, Tally.QUEUE, 1);
        session.count(Tally.QUEUE, 1);
        waitingByLoop.incrementAndGet(loop.index());
        waiting.incrementAndGet(); // before looking for a slot: who frees one looks here afterwards
        serve(loop);
    }

    /** Takes {@code session} out of the queue. */
    void leave(Session session) {
        if (queues[session.loop.index()].remove(session)) {
            left(session);
        }
    }

    private void left(Session session) {
        Loop loop = session.loop;
        session.count(Tally.QUEUE, -1);
        tally.add(loop, Tally.QUEUE, -1);
        waitingByLoop.decrementAndGet(loop.index());
        waiting.decrementAndGet();
    }

    /** Gives free slots to those who wait on {@code loop}, in the order they came. Called on it. */
    void serve(Loop loop) {
        ArrayDeque<Session> queue = queues[loop.index()];
        while (!queue.isEmpty()) {
            Session first = queue.getFirst();
            LiveReal real = pickers[loop.index()].take(first.flow(), first.tried());
            if (real == null) {
                return;
            }
            queue.removeFirst();
            left(first);
            first.granted(real);
        }
    }

    /** Gives a slot back and tells a loop with somebody waiting, another one first. */
    void release(LiveReal real, Loop from) {
        real.release();
        if (waiting.get() == 0) {
            return;
        }
        int n = loops.size();
        for (int i = 1; i <= n; i++) {
            Loop loop = loops.get((from.index() + i) % n);
            if (waitingByLoop.get(loop.index()) > 0) {
                loop.executor().execute(() -> serve(loop));
                return;
            }
        }
    }
}
