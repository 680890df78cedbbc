package dev.solera.lifeline.internal;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lifeline's end of the socket. An appliance that connects replaces the one before it, which can only be dead. Without one, an engine that is MASTER
 * of something stays (the kernel may serve without us), and one that is not ends after a while.
 */
public final class Server implements VrrpListener {
    private static final Duration ALONE = Duration.ofSeconds(60);
    private static final int TICK_MS = 500;
    /** Time between two states for each virtual router, so that a thousand of them are told every five seconds when nothing happens. */
    private static final int TICK_EACH_MS = 5;
    /** Least time between two states. */
    private static final int CALM_MS = 50;

    private static final int NEWS = 4096;

    private final Path path;
    private final String version;
    private final VrrpEngine engine;
    private final PulseTaker pulses;
    private final Beats beats;
    private final BlockingQueue<Message> news = new ArrayBlockingQueue<>(NEWS);
    private volatile @Nullable Wire appliance;
    private volatile boolean ending;

    /**
     * Makes one that does not listen yet.
     *
     * @param path of the socket; its folder is private to its owner
     * @param version of this build
     */
    public Server(Path path, String version, VrrpEngine engine, PulseTaker pulses) {
        this.path = path;
        this.version = version;
        this.engine = engine;
        this.pulses = pulses;
        this.beats = new Beats(pulses::addPulse, pulses::removePulse);
    }

    /** Takes pulses as they come and go. */
    public interface PulseTaker {
        void addPulse(dev.solera.spi.Pulse pulse);

        void removePulse(dev.solera.spi.Pulse pulse);

        /** Looks at all of them now. */
        void judge();
    }

    /** Serves appliances until one says to shut down, or none comes any more. */
    public void run() throws IOException {
        Files.deleteIfExists(path);
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            listening.bind(UnixDomainSocketAddress.of(path));
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
            thread("tell", this::tell).start();
            long alone = System.nanoTime();
            while (!ending) {
                selector.select(TICK_MS);
                selector.selectedKeys().clear();
                SocketChannel came = listening.accept();
                if (came != null) {
                    take(came);
                }
                if (appliance != null || isMaster()) {
                    alone = System.nanoTime();
                } else if (System.nanoTime() - alone > ALONE.toNanos()) {
                    break;
                }
            }
        } finally {
            Files.deleteIfExists(path);
            engine.shutdown();
        }
    }

    @Override
    public void onTransition(String instance, VrrpTransition transition) {
        tellSoon(new Message.Transition(instance, transition));
    }

    @Override
    public void onTrouble(Instant at, String instance, String what) {
        tellSoon(new Message.Trouble(at, instance, what));
    }

    private void tellSoon(Message message) {
        // What does not fit is lost: the state that follows says how things stand.
        if (!news.offer(message)) {
            news.clear();
        }
    }

    private boolean isMaster() {
        for (VrrpReport report : engine.reports()) {
            if (report.state() == VrrpState.MASTER) {
                return true;
            }
        }
        return false;
    }

    private void take(SocketChannel came) throws IOException {
        came.configureBlocking(true);
        Wire before = appliance;
        Wire wire = new Wire(came);
        appliance = wire;
        if (before != null) {
            before.close();
        }
        thread("hear", () -> hear(wire)).start();
    }

    private void hear(Wire wire) {
        boolean left = false;
        try {
            wire.send(new Message.Hello(version));
            Message message;
            while ((message = wire.receive()) != null) {
                if (appliance != wire) {
                    return;
                }
                left = message instanceof Message.Leave;
                act(message);
            }
        } catch (IOException e) {
            System.err.println(Instant.now() + " appliance: " + e);
        } finally {
            if (appliance == wire) {
                appliance = null;
                if (!left) {
                    beats.onLoss();
                    pulses.judge();
                }
            }
            close(wire);
        }
    }

    private void act(Message message) {
        if (message instanceof Message.Apply apply) {
            engine.apply(apply.set());
        } else if (message instanceof Message.Beats beat) {
            beats.onBeats(beat, System.nanoTime());
        } else if (message instanceof Message.Release release) {
            engine.release(release.instance(), release.why());
        } else if (message instanceof Message.Leave) {
            beats.onLeave();
        } else if (message instanceof Message.Shutdown) {
            // Before the socket is gone: who waits for that waits for the addresses.
            engine.shutdown();
            ending = true;
        }
    }

    private void tell() {
        int routers = 0;
        while (!ending) {
            try {
                Message first = news.poll(Math.max(TICK_MS, TICK_EACH_MS * routers), TimeUnit.MILLISECONDS);
                Wire to = appliance;
                if (to == null) {
                    continue;
                }
                for (Message message = first; message != null; message = news.poll()) {
                    to.send(message);
                }
                List<VrrpReport> reports = engine.reports();
                routers = reports.size();
                to.send(new Message.State(engine.description(), engine.limits(), reports));
                TimeUnit.MILLISECONDS.sleep(Math.max(CALM_MS, routers));
            } catch (IOException e) {
                // Who reads at the other end finds the same, and says so.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "solera-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static void close(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            System.err.println(Instant.now() + " appliance: " + e);
        }
    }
}
