package dev.solera.lifeline.internal;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.spi.Pulse;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A VRRP engine in a process of its own, as seen from the appliance. The process is started with the first set that holds a virtual router, or before by {@link #begin}, found again
 * when it runs already, and replaced when it is of another build or dies.
 */
public final class RemoteEngine implements VrrpEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteEngine.class);
    private static final int BEAT_MS = 100;
    private static final int AGAIN_MS = 1000;
    private static final int SHUTDOWN_MS = 3000;

    private final Lifeline lifeline;
    private final String version;
    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();
    private final List<VrrpListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService beating =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "beat"));
    /** Null until somebody has said what is to be: a process that was found at work goes on until then. */
    private @Nullable VrrpSet set;

    private boolean begun;
    private boolean ended;
    private volatile @Nullable Wire wire;
    private volatile Message.State state =
            new Message.State("in a process of its own, which does not run", List.of(), List.of());
    private volatile @Nullable String trouble;

    /**
     * Makes one that has started nothing yet.
     *
     * @param lifeline starts and reaches the process
     * @param version of this build
     */
    public RemoteEngine(Lifeline lifeline, String version) {
        this.lifeline = lifeline;
        this.version = version;
    }

    /** Reaches the process in which the engine runs. */
    public interface Lifeline {
        /**
         * Connects to the process, which is started when it does not run.
         *
         * @throws IOException why it cannot
         */
        Wire connect() throws IOException;

        /** Returns how the process that was started last has ended, in words; empty when it has not, or somebody else has started it. */
        String lastWords();

        /** Waits until the process that was reached last has ended, and ends it when that takes too long. */
        void awaitEnd(long millis);
    }

    public void addPulse(Pulse pulse) {
        pulses.add(pulse);
    }

    public void removePulse(Pulse pulse) {
        pulses.remove(pulse);
    }

    @Override
    public String description() {
        return state.description().replaceFirst("^in this process", "in a process of its own");
    }

    @Override
    public List<String> limits() {
        String why = trouble;
        if (why == null) {
            return state.limits();
        }
        List<String> limits = new ArrayList<>(state.limits());
        limits.add(why);
        return limits;
    }

    @Override
    public synchronized void apply(VrrpSet wanted) {
        set = wanted;
        if (!begun && !wanted.instances().isEmpty()) {
            begin();
        } else if (begun) {
            beating.execute(() -> send(new Message.Apply(wanted)));
        }
    }

    /** Reaches the process, or starts it, before there is anything for it to do. */
    public synchronized void begin() {
        if (!begun && !ended) {
            begun = true;
            daemon(this::run, "lifeline").start();
            beating.scheduleAtFixedRate(this::beat, BEAT_MS, BEAT_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public List<VrrpReport> reports() {
        return state.reports();
    }

    @Override
    public boolean release(String instance, String why) {
        boolean master = reports().stream().anyMatch(r -> r.name().equals(instance) && r.state() == VrrpState.MASTER);
        if (master) {
            send(new Message.Release(instance, why));
        }
        return master;
    }

    @Override
    public void shutdown() {
        boolean runs = end();
        if (runs && send(new Message.Shutdown())) {
            lifeline.awaitEnd(SHUTDOWN_MS);
        }
        hangUp();
    }

    /** Goes, and leaves the process to do what it does: another of us will find it. */
    public void leave() {
        if (end()) {
            send(new Message.Leave());
        }
        hangUp();
    }

    @Override
    public AutoCloseable listen(VrrpListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private synchronized boolean end() {
        ended = true;
        beating.shutdown();
        return begun;
    }

    private synchronized boolean isOver() {
        return ended;
    }

    private synchronized @Nullable VrrpSet wanted() {
        return set;
    }

    private void hangUp() {
        Wire there = wire;
        if (there != null) {
            close(there);
        }
    }

    private void run() {
        while (!isOver()) {
            try (Wire there = lifeline.connect()) {
                if (greet(there)) {
                    hear(there);
                }
                note("no lifeline: it has hung up" + lifeline.lastWords());
            } catch (IOException e) {
                note("no lifeline: " + e.getMessage() + lifeline.lastWords());
            } finally {
                wire = null;
            }
            if (!isOver()) {
                state = new Message.State(state.description(), state.limits(), List.of());
                pause();
            }
        }
    }

    /** Returns false when the one that answers is of another build and has been told to end. */
    private boolean greet(Wire there) throws IOException {
        Message first = there.receive();
        if (!(first instanceof Message.Hello hello)) {
            throw new IOException("it does not greet");
        }
        if (!hello.version().equals(version)) {
            LOG.info("the lifeline is of build {}, this is {}: it is replaced", hello.version(), version);
            there.send(new Message.Shutdown());
            lifeline.awaitEnd(SHUTDOWN_MS);
            return false;
        }
        // In this order: a set that comes meanwhile is sent by whoever brings it.
        wire = there;
        VrrpSet wanted = wanted();
        if (wanted != null) {
            there.send(new Message.Apply(wanted));
        }
        return true;
    }

    private void hear(Wire there) throws IOException {
        Message message;
        while ((message = there.receive()) != null) {
            if (message instanceof Message.State now) {
                state = now;
                note(null);
            } else if (message instanceof Message.Transition heard) {
                listeners.forEach(l -> l.onTransition(heard.instance(), heard.transition()));
            } else if (message instanceof Message.Trouble heard) {
                listeners.forEach(l -> l.onTrouble(heard.at(), heard.instance(), heard.what()));
            }
        }
    }

    private void beat() {
        long now = System.nanoTime();
        send(new Message.Beats(
                now,
                pulses.stream()
                        .map(pulse -> new Message.Beat(pulse.name(), Math.max(0, now - pulse.lastBeatNanos())))
                        .toList()));
    }

    private boolean send(Message message) {
        Wire there = wire;
        if (there == null) {
            return false;
        }
        try {
            there.send(message);
            return true;
        } catch (IOException e) {
            // The thread that reads finds the same and begins anew.
            close(there);
            return false;
        }
    }

    private void note(@Nullable String why) {
        String before = trouble;
        if (why != null && !why.equals(before) && !isOver()) {
            LOG.warn("{}", why);
        }
        trouble = why;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.toString());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "solera-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
