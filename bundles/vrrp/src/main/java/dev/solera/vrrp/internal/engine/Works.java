package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpReport;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The engine without its threads: the loop, the desk and the news, put together. Methods may be called from any thread unless they say otherwise. */
public final class Works {
    private final Loop loop;
    private final Desk desk;
    private final News news = new News();
    private final Planner planner = new Planner();
    private final AtomicReference<@Nullable VrrpSet> wanted = new AtomicReference<>();

    /** Puts them together. */
    public Works(Ticks ticks, PacketPort packets, VipBinder binder, HostNetwork network) {
        desk = new Desk(ticks, binder, network, this::timerAlive);
        loop = new Loop(ticks, packets, network, desk, news);
        loop.watch(desk);
    }

    /** Returns the timer thread's work. */
    public Loop loop() {
        return loop;
    }

    /** Returns the address thread's work. */
    public Desk desk() {
        return desk;
    }

    /** Returns the messengers' work. */
    public News news() {
        return news;
    }

    /** Sets what is to be; of sets that come faster than they can be applied the last one counts. */
    public void apply(VrrpSet set) {
        if (wanted.getAndSet(set) == null) {
            desk.post(this::plan);
        }
    }

    /** Returns how everybody stands. */
    public List<VrrpReport> reports() {
        return loop.reports();
    }

    /** Has a MASTER give up its place once, and returns whether there is one. */
    public boolean release(String instance, String why) {
        return loop.release(instance, why);
    }

    /** Watches a pulse. */
    public void watch(Pulse pulse) {
        loop.watch(pulse);
    }

    /** Watches a pulse no longer. */
    public void unwatch(Pulse pulse) {
        loop.unwatch(pulse);
    }

    /** Looks at the pulses at once. */
    public void judge() {
        loop.judge();
    }

    /** Notes that interfaces or addresses have changed. */
    public void onNetwork() {
        loop.onNetwork();
        desk.onNetwork();
    }

    /** Tells {@code listener} until what is returned is closed. */
    public AutoCloseable listen(VrrpListener listener) {
        return news.listen(listener);
    }

    /** Stops everybody in good order; {@code done} is called on the address thread when nothing is in place any more. */
    public void stop(Runnable done) {
        loop.post(() -> {
            loop.stop();
            desk.whenEmpty(done);
        });
    }

    /** Closes every link. When no thread is at work any more. */
    public void close() {
        loop.close();
    }

    private void plan() {
        VrrpSet set = wanted.getAndSet(null);
        if (set == null) {
            return;
        }
        Plan plan = planner.plan(set);
        List<Claim> claims =
                plan.entries().stream().map(entry -> entry.blueprint().claim()).toList();
        desk.prepare(claims, failures -> loop.post(() -> loop.onPrepared(failures)));
        loop.post(() -> loop.apply(plan));
    }

    private boolean timerAlive(long nowNanos) {
        return loop.isAlive(nowNanos);
    }
}
