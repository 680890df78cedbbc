package dev.solera.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP server on 127.0.0.1 whose behaviour is one method, called with each connection on a thread of its own. The connection is
 * closed when the method returns or throws.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "loopback-server");
        thread.setDaemon(true);
        return thread;
    });

    /** What the server says to one client. */
    @FunctionalInterface
    public interface Conversation {
        /**
         * Serves one connection. Blocking is fine.
         *
         * @throws IOException when the client is gone; the server goes on
         */
        void hold(Socket client) throws IOException;
    }

    private LoopbackServer(ServerSocket listener, Conversation conversation) {
        this.listener = listener;
        this.conversation = conversation;
    }

    /** Starts a server on a free port. */
    public static LoopbackServer start(Conversation conversation) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
            LoopbackServer server = new LoopbackServer(listener, conversation);
            server.threads.execute(server::acceptAll);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    /** Starts a server that takes connections, reads what comes and never answers. */
    public static LoopbackServer silent() {
        return start(client -> client.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    /** Returns a port of 127.0.0.1 that refuses connections as long as this JVM runs: it is taken, but nobody listens. */
    public static InetSocketAddress refused() {
        return Refusing.ADDRESS;
    }

    /** Returns where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Returns how many connections came so far. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(LoopbackServer::closeQuietly);
        threads.shutdownNow();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException | RejectedExecutionException e) {
                // Closed under our hands, or the client was gone before it was accepted.

            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            conversation.hold(client);
        } catch (IOException e) {
            // The client went away, which is its right.
        } finally {
            open.remove(client);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new AssertionError("cannot close " + socket, e);
        }
    }

    /** A bound socket that does not listen keeps its port from everybody else. */
    private static final class Refusing {
        private static final Socket SOCKET = new Socket();
        private static final InetSocketAddress ADDRESS = bind();

        private static InetSocketAddress bind() {
            try {
                SOCKET.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
                return (InetSocketAddress) SOCKET.getLocalSocketAddress();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot bind on 127.0.0.1", e);
            }
        }
    }
}
