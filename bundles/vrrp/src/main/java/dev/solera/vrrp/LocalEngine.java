package dev.solera.vrrp;

import dev.solera.api.VrrpReport;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import dev.solera.vrrp.internal.engine.Ticks;
import dev.solera.vrrp.internal.engine.Works;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine in this process, on three threads of its own: {@code vrrp-timer}, {@code vrrp-addresses} and {@code vrrp-news}. */
public final class LocalEngine implements VrrpEngine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);
    private static final long SHUTDOWN_MILLIS = 2_000;
    private static final long JOIN_MILLIS = 500;
    private static final long NEWS_MILLIS = 1_000;

    private final PacketPort packets;
    private final VipBinder binder;
    private final Works works;
    private final AutoCloseable watch;
    private final Thread timer;
    private final Thread addresses;
    private final Thread news;
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable String notRealTime;

    /** Starts, with nothing to do. It closes the links it opens; the three themselves stay the caller's. */
    public LocalEngine(PacketPort packets, VipBinder binder, HostNetwork network) {
        this.packets = packets;
        this.binder = binder;
        works = new Works(Ticks.SYSTEM, packets, binder, network);
        timer = thread("vrrp-timer", () -> {
            notRealTime = packets.makeRealTime();
            started.countDown();
            works.loop().run();
        });
        addresses = thread("vrrp-addresses", works.desk()::run);
        news = thread("vrrp-news", this::tellNews);
        timer.start();
        addresses.start();
        news.start();
        watch = network.watch(works::onNetwork);
    }

    /** Yields when it does not beat. Until {@link #unwatch}. */
    public void watch(Pulse pulse) {
        works.watch(pulse);
    }

    /** Watches a pulse no longer, for its owner stops in good order; it may be missing for the grace. */
    public void unwatch(Pulse pulse) {
        works.unwatch(pulse);
    }

    /** Looks at the pulses now, because one of them is gone. */
    public void judge() {
        works.judge();
    }

    @Override
    public String description() {
        return "in this process, " + packets.description() + ", "
                + (isRealTime() ? "SCHED_RR" : "no real-time priority");
    }

    @Override
    public List<String> limits() {
        List<String> limits = new ArrayList<>(packets.limits());
        limits.addAll(binder.limits());
        String why = notRealTime;
        if (why != null) {
            limits.add(why);
        }
        long lost = works.news().lost();
        if (lost > 0) {
            limits.add(lost + " messages were lost, for listeners or the log did not take them in time");
        }
        return List.copyOf(limits);
    }

    @Override
    public void apply(VrrpSet set) {
        works.apply(set);
    }

    @Override
    public List<VrrpReport> reports() {
        return works.reports();
    }

    @Override
    public boolean release(String instance, String why) {
        return works.release(instance, why);
    }

    @Override
    public AutoCloseable listen(VrrpListener listener) {
        return works.listen(listener);
    }

    @Override
    public void shutdown() {
        if (closed.get()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        works.stop(done::countDown);
        try {
            if (!done.await(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "vrrp: addresses are still being taken off after {} ms; what is left, its lease ends",
                        SHUTDOWN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Ends its threads and nothing else: addresses stay until their leases end. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            watch.close();
        } catch (Exception e) {
            LOG.warn("vrrp: interfaces are still being watched", e);
        }
        timer.interrupt();
        packets.wake();
        addresses.interrupt();
        news.interrupt();
        try {
            timer.join(JOIN_MILLIS);
            addresses.join(JOIN_MILLIS);
            news.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        works.close();
    }

    private boolean isRealTime() {
        return started.getCount() == 0 && notRealTime == null;
    }

    private void tellNews() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                works.news().await(NEWS_MILLIS);
            }
        } catch (InterruptedException e) {
            works.news().step(); // what came last
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("vrrp: thread {} has ended", t.getName(), e));
        return thread;
    }
}
