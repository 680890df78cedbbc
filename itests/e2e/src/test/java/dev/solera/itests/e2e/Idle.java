package dev.solera.itests.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections that say nothing, until closed. */
final class Idle implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    /** Opens {@code count} of them to 127.0.0.1:{@code port}. */
    static Idle on(int port, int count) throws IOException {
        Idle idle = new Idle();
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket();
                idle.sockets.add(socket);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            }
            return idle;
        } catch (IOException e) {
            idle.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
