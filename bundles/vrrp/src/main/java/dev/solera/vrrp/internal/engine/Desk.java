package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address thread's work: what is to be put on the host, taken off and told. It is done in pieces of a few milliseconds, kinds and routers in turn:
 * addresses of one router do not wait for the frames of another.
 *
 * <p>As a {@link Pulse} it beats while it has nothing to do, and with each piece of work that it begins.
 */
public final class Desk implements Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    /** Frames sent in one piece. */
    private static final int FRAMES = 64;
    /** Addresses prolonged in one piece. */
    private static final int RENEWALS = 256;
    /** Frames not sent at all yet sort before all repeats. */
    private static final long URGENT = 3_600_000_000_000L;

    private static final long MS = 1_000_000L;
    private static final long INSPECT_EVERY = 50 * MS;
    /** One part in so many of the time goes into looking whether addresses are still there, at most. */
    private static final long INSPECT_SHARE = 50;

    private static final long PREPARE_AGAIN = 5_000 * MS;
    private static final long BEAT_MISSING = 20 * MS;
    /** How long one piece may take before that counts as standing still: with a permit's second the time of the shortest lease, which nobody prolongs then. */
    private static final long LONG_PIECE = 2_000 * MS;

    private final Ticks ticks;
    private final VipBinder binder;
    private final HostNetwork network;
    private final LongPredicate timerAlive;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Holder> releases = new ArrayDeque<>();
    private final LinkedHashSet<Holder> binds = new LinkedHashSet<>();
    /** Removals that may wait until everybody has what is to be theirs. */
    private final ArrayDeque<Runnable> removals = new ArrayDeque<>();

    private final ArrayDeque<List<Holder>> renewals = new ArrayDeque<>();
    private final Timetable<Alarm> sending = new Timetable<>();
    private final Timetable<Alarm> later = new Timetable<>();
    private final Leases leases = new Leases();
    private final Set<Holder> holders = new HashSet<>();
    private List<Claim> claims = List.of();
    private @Nullable Runnable emptied;
    private @Nullable Consumer<List<Failure>> prepared;
    private long prepareAgainAt;
    private long inspectAt;
    private volatile boolean networkChanged;
    private volatile @Nullable Thread thread;
    private volatile boolean busy;
    /** When the piece that it is at was begun; counts while it is busy. */
    private volatile long begunNanos;

    /**
     * Makes one that does nothing by itself.
     *
     * @param timerAlive whether the timer thread has been at work lately, by the time given; leases of a dead one are not prolonged
     */
    public Desk(Ticks ticks, VipBinder binder, HostNetwork network, LongPredicate timerAlive) {
        this.ticks = ticks;
        this.binder = binder;
        this.network = network;
        this.timerAlive = timerAlive;
        inspectAt = ticks.nanos();
    }

    /** Has something done on the address thread, before any work begun later. Any thread; takes no lock. */
    public void post(Runnable task) {
        inbox.add(task);
        wake();
    }

    /** Notes that interfaces or addresses have changed. Any thread. */
    public void onNetwork() {
        networkChanged = true;
        wake();
    }

    @Override
    public String name() {
        return "address thread";
    }

    @Override
    public long lastBeatNanos() {
        long now = ticks.nanos();
        long begun = begunNanos;
        return busy && now - begun > LONG_PIECE ? begun + LONG_PIECE : now;
    }

    /** Does all that is due and returns how long there is nothing to do then. On one thread. */
    public long step() {
        begunNanos = ticks.nanos();
        busy = true;
        try {
            work();
        } finally {
            busy = false;
        }
        return left(ticks.nanos());
    }

    private void work() {
        boolean worked = true;
        while (worked) {
            begunNanos = ticks.nanos();
            worked = runInbox();
            worked |= releaseOne();
            worked |= bindOne();
            worked |= sendSome();
            worked |= removeOne();
            worked |= renewSome();
            worked |= rouseOne();
            worked |= tellEmpty();
        }
    }

    /** As {@link #step}, again and again until interrupted, on a thread of its own. */
    public void run() {
        thread = Thread.currentThread();
        while (!Thread.currentThread().isInterrupted()) {
            long left = stepOrPause();
            if (left > 0 && inbox.isEmpty()) {
                LockSupport.parkNanos(this, Math.min(left, 1000 * MS));
            }
        }
    }

    private long stepOrPause() {
        try {
            return step();
        } catch (RuntimeException e) {
            LOG.error("vrrp: the address thread goes on after a failure", e);
            return 100 * MS;
        }
    }

    /** Tells the binder of everybody's claims, and {@code prepared} of what failed, now and whenever that changes. On the address thread. */
    void prepare(List<Claim> all, Consumer<List<Failure>> prepared) {
        if (!all.equals(claims) || this.prepared == null) {
            claims = all;
            prepareAgain(prepared);
        }
        this.prepared = prepared;
    }

    /** Has {@code done} called, on the address thread, as soon as nobody has anything in place. Any thread. */
    void whenEmpty(Runnable done) {
        post(() -> emptied = done);
    }

    void build(Placement placement) {
        placement.build(network);
    }

    void bindLater(Holder holder) {
        holders.add(holder);
        binds.add(holder);
    }

    void releaseLater(Holder holder, boolean gently) {
        binds.remove(holder);
        if (gently) {
            removals.add(holder::release);
        } else {
            releases.add(holder);
        }
    }

    void removeLater(Holder holder) {
        removals.add(holder::removeRest);
    }

    void sendSoon(Holder holder, boolean urgent) {
        long now = ticks.nanos();
        if (holder.gapNanos() > 0) {
            long after = holder.sentAtNanos + holder.gapNanos();
            sending.set(holder.sending, holder.hasSent && after - now > 0 ? after : now);
        } else {
            sending.set(holder.sending, now - (urgent ? URGENT : 0));
        }
    }

    void silence(Holder holder) {
        sending.remove(holder.sending);
        later.remove(holder.telling);
    }

    void tellLater(Holder holder, Duration delay) {
        if (!delay.isZero()) {
            later.set(holder.telling, ticks.nanos() + delay.toNanos());
        }
    }

    void retry(Holder holder, long delayNanos) {
        later.set(holder.retrying, ticks.nanos() + delayNanos);
    }

    void keep(Holder holder, Placement placement) {
        leases.add(holder, placement.claim.lease(), placement.size(), ticks.nanos());
    }

    void forget(Holder holder) {
        leases.remove(holder);
        later.remove(holder.retrying);
        holders.remove(holder);
    }

    void renewNow(Holder holder) {
        renewals.addFirst(List.of(holder));
    }

    List<Failure> bind(Claim claim) {
        return asked(claim, () -> binder.bind(claim));
    }

    List<Failure> change(Placement before, Placement now) {
        return asked(before.claim, () -> binder.change(before.claim, now.claim));
    }

    List<Failure> release(Placement placement) {
        return asked(placement.claim, () -> binder.release(placement.claim));
    }

    List<String> bound(Placement placement) {
        try {
            return binder.bound(placement.claim);
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    /** A binder does not throw; one that does all the same has failed, and takes nobody else along. */
    private static List<Failure> asked(Claim claim, Supplier<List<Failure>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return List.of(new Failure(claim.name(), null, e.toString()));
        }
    }

    private boolean runInbox() {
        boolean worked = false;
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
            worked = true;
        }
        long now = ticks.nanos();
        if (networkChanged && inspectAt - now <= 0) {
            networkChanged = false;
            inspect();
            // Renewals make news too: looking at thousands of addresses has to stay a small part of the time.
            inspectAt = now + Math.max(INSPECT_EVERY, INSPECT_SHARE * (ticks.nanos() - now));
        }
        Consumer<List<Failure>> tell = prepared;
        if (tell != null && prepareAgainAt != 0 && prepareAgainAt - now <= 0) {
            prepareAgain(tell);
        }
        return worked;
    }

    private boolean releaseOne() {
        Holder holder = releases.poll();
        if (holder != null) {
            holder.release();
        }
        return holder != null;
    }

    private boolean bindOne() {
        if (binds.isEmpty()) {
            return false;
        }
        Holder holder = binds.iterator().next();
        binds.remove(holder);
        holder.bindSome();
        return true;
    }

    private boolean sendSome() {
        Alarm alarm = sending.due(ticks.nanos());
        if (alarm == null) {
            return false;
        }
        Holder holder = alarm.holder;
        long gap = holder.gapNanos();
        Placement.@Nullable Frame frame = holder.nextFrame();
        for (int i = 0; frame != null; i++) {
            send(frame);
            if (gap > 0 || i == FRAMES) {
                holder.hasSent = true;
                holder.sentAtNanos = ticks.nanos();
                sendSoon(holder, holder.isUrgent());
                return true;
            }
            frame = holder.nextFrame();
        }
        sending.remove(alarm);
        return true;
    }

    private static void send(Placement.Frame frame) {
        Link link = frame.port.link;
        if (link != null) {
            try {
                link.send(frame.bytes, frame.bytes.length);
            } catch (IOException e) {
                // The link is down or gone: the timer thread hears of it by itself, and a new MASTER announces again.
                return;
            }
        }
    }

    private boolean removeOne() {
        Runnable removal = binds.isEmpty() ? removals.poll() : null;
        if (removal != null) {
            removal.run();
        }
        return removal != null;
    }

    private boolean renewSome() {
        long now = ticks.nanos();
        if (leases.left(now) <= 0) {
            split(leases.due(now));
        }
        if (renewals.isEmpty() || !timerAlive.test(now)) {
            return false;
        }
        Map<String, Holder> byName = new HashMap<>();
        List<Claim> some = new ArrayList<>();
        for (Holder holder : renewals.remove()) {
            Placement placement = holder.settled();
            if (placement != null) {
                some.add(placement.claim);
                byName.put(placement.claim.name(), holder);
            }
        }
        if (!some.isEmpty()) {
            for (Failure failure : asked(some.get(0), () -> binder.renew(some))) {
                Holder holder = byName.remove(failure.claim());
                if (holder != null) {
                    holder.retry(); // binding says what is there and what is not
                }
            }
        }
        return true;
    }

    private void split(List<Holder> due) {
        List<Holder> piece = new ArrayList<>();
        int vips = 0;
        for (Holder holder : due) {
            Placement placement = holder.settled();
            if (placement == null) {
                continue;
            }
            piece.add(holder);
            vips += placement.size();
            if (vips >= RENEWALS) {
                renewals.add(List.copyOf(piece));
                piece.clear();
                vips = 0;
            }
        }
        if (!piece.isEmpty()) {
            renewals.add(List.copyOf(piece));
        }
    }

    private boolean rouseOne() {
        Alarm alarm = later.due(ticks.nanos());
        if (alarm == null) {
            return false;
        }
        later.remove(alarm);
        if (alarm == alarm.holder.retrying) {
            alarm.holder.retry();
        } else {
            alarm.holder.tellAgain();
        }
        return true;
    }

    private boolean tellEmpty() {
        Runnable tell = emptied;
        if (tell == null || holders.stream().anyMatch(Holder::holds)) {
            return false;
        }
        emptied = null;
        tell.run();
        return true;
    }

    private void inspect() {
        Map<String, Set<InetAddress>> known = new HashMap<>();
        Holder.AddressLookup lookup = (String device, Vip vip) ->
                known.computeIfAbsent(device, this::addresses).contains(vip.address());
        List.copyOf(holders).forEach(holder -> holder.inspect(lookup));
    }

    private Set<InetAddress> addresses(String device) {
        Set<InetAddress> addresses = new HashSet<>();
        network.find(device)
                .map(HostNetwork.Interface::addresses)
                .ifPresent((Collection<HostNetwork.Address> all) -> all.forEach(a -> addresses.add(a.address())));
        return addresses;
    }

    private void prepareAgain(Consumer<List<Failure>> tell) {
        List<Failure> failures =
                claims.isEmpty() ? binder.prepare(claims) : asked(claims.get(0), () -> binder.prepare(claims));
        prepareAgainAt = failures.isEmpty() ? 0 : ticks.nanos() + PREPARE_AGAIN | 1;
        tell.accept(failures);
    }

    private long left(long nowNanos) {
        long left = Math.min(leases.left(nowNanos), Math.min(sending.left(nowNanos), later.left(nowNanos)));
        if (!renewals.isEmpty()) {
            left = Math.min(left, BEAT_MISSING);
        }
        if (networkChanged) {
            left = Math.min(left, inspectAt - nowNanos);
        }
        if (prepareAgainAt != 0) {
            left = Math.min(left, prepareAgainAt - nowNanos);
        }
        return left;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    /** Something of a holder's that is due at a time. */
    static final class Alarm extends Timetable.Entry {
        final Holder holder;

        Alarm(Holder holder) {
            this.holder = holder;
        }
    }
}
