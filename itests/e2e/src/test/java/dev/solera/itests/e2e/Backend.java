package dev.solera.itests.e2e;

import dev.solera.itests.appliance.Appliance;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server of the test's own: HTTP/1.1 with keep-alive on a thread for each connection. Says its name, and counts how often it has
 * seen each request that carries an {@code X-Id}.
 */
final class Backend implements AutoCloseable {
    /** Length of the answer to {@code GET /big}. */
    static final int BIG_BYTES = 20 << 20;

    private static final byte[] BIG = new byte[BIG_BYTES];

    private final String name;
    private final int port;
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int status = 200;
    private volatile ServerSocket listening;

    Backend(String name) {
        this(name, Appliance.freePort());
    }

    Backend(String name, int port) {
        this.name = name;
        this.port = port;
        up();
    }

    int port() {
        return port;
    }

    String name() {
        return name;
    }

    /** Returns how often each id was seen. */
    Map<String, AtomicInteger> seen() {
        return seen;
    }

    /** Sets the status of answers to health checks; other requests are answered with 200. */
    void status(int newStatus) {
        status = newStatus;
    }

    /** Listens again. */
    void up() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            listening = socket;
            daemon("accept " + name, () -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies as a killed process does: nothing listens, every connection is cut. Returns how many requests it was serving. */
    int kill() {
        int serving = inFlight.get();
        close(listening);
        open.forEach(Backend::close);
        return serving;
    }

    @Override
    public void close() {
        kill();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                open.add(connection);
                if (socket.isClosed()) {
                    close(connection);
                }
                daemon("serve " + name, () -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = new BufferedOutputStream(connection.getOutputStream());
            for (Wire.Message request = Wire.read(in, false); request != null; request = Wire.read(in, false)) {
                inFlight.incrementAndGet();
                try {
                    answer(request, out);
                } finally {
                    inFlight.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // The peer has gone; that is its right.
        } finally {
            open.remove(connection);
        }
    }

    private void answer(Wire.Message request, OutputStream out) throws IOException {
        String id = request.header("x-id");
        if (id != null) {
            seen.computeIfAbsent(id, i -> new AtomicInteger()).incrementAndGet();
        }
        boolean head = request.start().startsWith("HEAD ");
        byte[] body = request.start().startsWith("GET /big ")
                ? BIG
                : (name + " " + request.body().length + "\n").getBytes(StandardCharsets.UTF_8);
        int code = request.start().contains("/healthz") ? status : 200;
        out.write(("HTTP/1.1 " + code + " Status\r\nX-Server: " + name + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (!head) {
            out.write(body);
        }
        out.flush();
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
