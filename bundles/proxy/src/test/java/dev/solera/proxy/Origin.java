package dev.solera.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end that does with each connection what the test says. */
class Origin implements AutoCloseable {
    /** What is done with one connection. */
    interface Script {
        void play(Wire wire) throws IOException;
    }

    final InetSocketAddress address;
    /** Requests as they came, in the order they came. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Script script;

    Origin(Script script) throws IOException {
        this(script, new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
    }

    private Origin(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalSocketAddress();
        Thread acceptor = new Thread(this::accept, "origin-" + server.getLocalPort());
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Answers each request with {@code 200} and {@code body}, on connections that stay open. */
    static Origin answering(String body) throws IOException {
        return new Origin(null, new ServerSocket(0, 512, InetAddress.getLoopbackAddress())) {
            @Override
            void play(Wire wire) throws IOException {
                for (String request = wire.message(); request != null; request = wire.message()) {
                    requests.add(request);
                    boolean head = request.startsWith("HEAD ");
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + (head ? "" : body));
                }
            }
        };
    }

    /** Returns an address that nobody listens on. */
    static InetSocketAddress nobody() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) free.getLocalSocketAddress();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread player = new Thread(() -> serve(socket), "origin-connection");
                player.setDaemon(true);
                player.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        open.incrementAndGet();
        try (Wire wire = new Wire(socket)) {
            play(wire);
        } catch (IOException e) {
            // The test sees it at the other end.
        } finally {
            open.decrementAndGet();
        }
    }

    void play(Wire wire) throws IOException {
        script.play(wire);
    }

    /** Closes the connections that are open. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
