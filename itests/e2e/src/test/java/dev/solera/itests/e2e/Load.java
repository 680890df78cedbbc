package dev.solera.itests.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keep-alive connections that send one request after another until {@link #stop}: one POST with an id of its own for every three GETs. A
 * request fails when its answer is not 200, or when there is none.
 */
final class Load implements AutoCloseable {
    /** When so much fails, more would only fill memory. */
    private static final int MAX_FAILURES = 10_000;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Queue<Load> STARTED = new ConcurrentLinkedQueue<>();

    private final Opener opener;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> posted = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> byServer = new ConcurrentHashMap<>();
    /** Keeps the ids of two loads apart. */
    private final String name = "l" + NUMBERS.incrementAndGet() + "-";

    private volatile boolean stopping;

    /** Opens a connection. */
    interface Opener {
        Client open() throws IOException;
    }

    private Load(Opener opener) {
        this.opener = opener;
    }

    /** Starts {@code connections} connections to 127.0.0.1:{@code port}. */
    static Load on(int port, int connections) {
        return on(() -> new Client(port), connections);
    }

    /** Starts {@code connections} connections that {@code opener} opens. */
    static Load on(Opener opener, int connections) {
        Load load = new Load(opener);
        STARTED.add(load);
        for (int i = 0; i < connections; i++) {
            int number = i;
            Thread thread = new Thread(() -> load.run(number), "load-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** Stops whatever a test that failed has left running. */
    static void stopAll() {
        for (Load load = STARTED.poll(); load != null; load = STARTED.poll()) {
            load.stop();
        }
    }

    /** Requests answered with 200 so far. */
    long done() {
        return done.get();
    }

    /** What went wrong so far, in words. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ids of the POSTs that were answered with 200. */
    List<String> posted() {
        return List.copyOf(posted);
    }

    /** Answers by the name in X-Server. */
    int from(String server) {
        AtomicInteger count = byServer.get(server);
        return count == null ? 0 : count.get();
    }

    /** Ends each connection after the answer it waits for. */
    Load stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                failures.add(thread.getName() + " hangs");
            }
        }
        return this;
    }

    @Override
    public void close() {
        stop();
    }

    private void run(int number) {
        int sent = 0;
        Client client = null;
        while (!stopping && failures.size() < MAX_FAILURES) {
            String id = sent % 4 == 3 ? name + number + "-" + sent : null;
            try {
                if (client == null) {
                    client = opener.open();
                }
                Wire.Message answer =
                        id == null ? client.get("/" + sent) : client.post("/" + sent, id, "x".repeat(100));
                if (answer == null) {
                    throw new IOException("closed without an answer");
                }
                if (answer.status() != 200) {
                    failures.add(answer.start() + " " + answer.text().strip() + (id == null ? "" : " POST"));
                } else {
                    done.incrementAndGet();
                    byServer.computeIfAbsent(String.valueOf(answer.header("x-server")), s -> new AtomicInteger())
                            .incrementAndGet();
                    if (id != null) {
                        posted.add(id);
                    }
                }
                if ("close".equals(answer.header("connection"))) {
                    client.close();
                    client = null;
                }
            } catch (IOException e) {
                failures.add(e + (id == null ? "" : " POST"));
                client = null;
            }
            sent++;
        }
    }
}
