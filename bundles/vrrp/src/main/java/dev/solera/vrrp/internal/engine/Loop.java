package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Frame;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder.Failure;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The timer thread's work. A turn drains every link, adverts with the time at which the kernel received them, and only then believes timers: a silence
 * is one only when nothing waits to be read.
 */
public final class Loop {
    /** Longer than any advert: 255 IPv6 addresses and an HMAC. */
    private static final int FRAME_BYTES = 8192;
    /** Frames read from one link in one turn. Where more wait, MASTERs advertise meanwhile and BACKUPs go on reading. */
    private static final int MOST_FRAMES = 4096;

    private static final long MS = 1_000_000L;
    private static final long SWEEP_EVERY = 100 * MS;
    private static final long IDLE = 1_000 * MS;
    /** How long the timer thread may be away before leases are not prolonged any more. */
    private static final long DEAD_AFTER = 1_000 * MS;
    /** Least time between two looks at the interfaces, which may change a thousand times a second while addresses are bound. */
    private static final long NETWORK_EVERY = 20 * MS;
    /** One part in so many of the time goes into it, at most. */
    private static final long NETWORK_SHARE = 50;

    private static final int MOST_FAILURES_TOLD = 100;

    private final Ticks ticks;
    private final PacketPort packets;
    private final News news;
    private final Timetable<Router> timetable = new Timetable<>();
    private final Permit permit = new Permit();
    private final Ports ports;
    private final Roster roster;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Frame frame = new Frame(FRAME_BYTES);
    private final ByteBuffer view = ByteBuffer.wrap(frame.bytes);
    private final ReceivedPacket packet = new ReceivedPacket();
    private final List<Router> waiting = new ArrayList<>();
    private long sweepAtNanos;
    private int failures;
    private long networkAtNanos;
    private @Nullable String permitReason;
    private volatile boolean networkChanged;
    private volatile long beatNanos;

    /** Makes one that does nothing by itself. */
    public Loop(Ticks ticks, PacketPort packets, HostNetwork network, Desk desk, News news) {
        this.ticks = ticks;
        this.packets = packets;
        this.news = news;
        ports = new Ports(packets, network);
        roster = new Roster(new Crew(ticks, network, timetable, ports, desk, news, permit, this::post));
        long now = ticks.nanos();
        beatNanos = now;
        sweepAtNanos = now;
        networkAtNanos = now;
    }

    /** Has something done on the timer thread. Any thread; takes no lock. */
    public void post(Runnable task) {
        inbox.add(task);
        packets.wake();
    }

    /** Notes that interfaces or addresses have changed. Any thread. */
    public void onNetwork() {
        networkChanged = true;
        packets.wake();
    }

    /** Returns whether it has been at work lately. Any thread. */
    public boolean isAlive(long nowNanos) {
        return nowNanos - beatNanos < DEAD_AFTER;
    }

    /** Returns how everybody stands. Any thread. */
    public List<VrrpReport> reports() {
        return roster.reports();
    }

    /**
     * Has a MASTER give up its place once. Any thread.
     *
     * @return whether there is such a MASTER
     */
    public boolean release(String instance, String why) {
        return roster.master(instance)
                .map(router -> {
                    post(() -> router.giveUp("released: " + why, ticks.nanos()));
                    return true;
                })
                .orElse(false);
    }

    /** Watches a pulse from now on. Any thread. */
    public void watch(Pulse pulse) {
        post(() -> permit.add(pulse));
    }

    /** Watches a pulse no longer, for its owner stops in good order. Any thread. */
    public void unwatch(Pulse pulse) {
        post(() -> permit.remove(pulse, ticks.nanos()));
    }

    /** Looks at the pulses at once, and not when the next of them might be overdue. Any thread. */
    public void judge() {
        post(() -> sweepAtNanos = ticks.nanos());
    }

    /** Does all that is due now and returns when there is something again, by {@link System#nanoTime()}. On one thread. */
    public long step() {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
        ports.openOne(ticks.nanos());
        long now = ticks.nanos();
        boolean drained = drain(now);
        if (networkChanged && networkAtNanos - now <= 0) {
            networkChanged = false;
            ports.onNetwork(now);
            roster.running().forEach(router -> router.onNetwork(now));
            networkAtNanos = now + Math.max(NETWORK_EVERY, NETWORK_SHARE * (ticks.nanos() - now));
        }
        if (sweepAtNanos - now <= 0) {
            sweep(now);
        }
        believe(now, drained);
        beatNanos = now;
        return next(now, drained);
    }

    /** As {@link #step}, again and again until interrupted, on a thread of its own. */
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            long until = stepOrPause();
            if (inbox.isEmpty() && until - ticks.nanos() > 0) {
                packets.await(until);
            }
        }
    }

    private long stepOrPause() {
        try {
            return step();
        } catch (RuntimeException e) {
            // Told by the messenger: this thread writes no log.
            failures++;
            if (failures <= MOST_FAILURES_TOLD) {
                news.trouble(Instant.ofEpochMilli(ticks.wallMillis()), "engine", "goes on after a failure: " + e);
            }
            return ticks.nanos() + 10 * MS;
        }
    }

    /** Brings everything in line with a plan. On the timer thread. */
    void apply(Plan plan) {
        permit.set(plan.permitNanos(), plan.graceNanos());
        roster.apply(plan, ticks.nanos());
    }

    /** Hears what could not be prepared. On the timer thread. */
    void onPrepared(List<Failure> failures) {
        roster.onPrepared(failures);
    }

    /** Stops everybody in good order. On the timer thread. */
    void stop() {
        roster.stop(ticks.nanos());
    }

    /** Closes every link. When nothing runs any more. */
    void close() {
        ports.close();
    }

    /** Reads what has arrived by {@code nowNanos}; returns whether that is all. */
    private boolean drain(long nowNanos) {
        boolean drained = true;
        Port[] open = ports.open();
        for (Port port : open) {
            drained &= drain(port, nowNanos);
        }
        return drained;
    }

    private boolean drain(Port port, long nowNanos) {
        Link link = port.link;
        if (link == null) {
            return true;
        }
        try {
            for (int i = 0; i < MOST_FRAMES; i++) {
                if (!link.receive(frame)) {
                    return true;
                }
                hear(port);
                if (frame.atNanos - nowNanos > 0) {
                    return true; // what comes after it came later still
                }
            }
            return false;
        } catch (IOException e) {
            ports.lose(port, e.getMessage() == null ? e.toString() : e.getMessage(), nowNanos);
            return true;
        }
    }

    private void hear(Port port) {
        if (!port.key.hears()) {
            return;
        }
        view.clear().limit(Math.max(0, Math.min(frame.length, FRAME_BYTES)));
        if (!packet.ofFrame(view)) {
            port.segment.onOther(port, view, frame.atNanos);
        } else if (packet.v6() == port.key.v6()) {
            port.segment.onAdvert(port, packet, frame.atNanos);
        }
    }

    private void believe(long nowNanos, boolean drained) {
        for (Router due = timetable.due(nowNanos); due != null; due = timetable.due(nowNanos)) {
            if (drained || due.state() == VrrpState.MASTER) {
                due.onTimer(nowNanos);
            } else {
                timetable.remove(due);
                waiting.add(due);
            }
        }
        for (int i = 0; i < waiting.size(); i++) {
            timetable.set(waiting.get(i), nowNanos);
        }
        waiting.clear();
    }

    private void sweep(long nowNanos) {
        String reason = permit.judge(nowNanos);
        List<Router> running = roster.running();
        if (!Objects.equals(reason, permitReason)) {
            permitReason = reason;
            running.forEach(router -> router.comply(nowNanos));
        }
        for (int i = 0; i < running.size(); i++) {
            running.get(i).sweep(nowNanos);
        }
        long pause = running.isEmpty() ? IDLE : SWEEP_EVERY;
        sweepAtNanos = nowNanos + Math.min(pause, permit.left(nowNanos));
    }

    private long next(long nowNanos, boolean drained) {
        if (!drained) {
            return nowNanos;
        }
        long left = Math.min(sweepAtNanos - nowNanos, Math.min(timetable.left(nowNanos), ports.left(nowNanos)));
        if (networkChanged) {
            left = Math.min(left, networkAtNanos - nowNanos);
        }
        return nowNanos + left;
    }
}
