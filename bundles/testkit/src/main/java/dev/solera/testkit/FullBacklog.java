package dev.solera.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on 127.0.0.1 where connecting neither succeeds nor fails: its queue of unaccepted connections is full, and Linux then drops
 * what else comes.
 */
public final class FullBacklog implements AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final int HANGING_MILLIS = 200;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();
    private boolean full;

    /** Makes one and fills it. */
    public FullBacklog() {
        try {
            listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            for (int i = 0; i < ATTEMPTS && !full; i++) {
                fillOne();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill a queue on 127.0.0.1", e);
        }
    }

    /** Returns whether connecting hangs indeed; false on hosts that answer otherwise. */
    public boolean hangs() {
        return full;
    }

    /** Returns where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            for (Socket socket : waiting) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    private void fillOne() throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(address(), HANGING_MILLIS);
        } catch (SocketTimeoutException e) {
            full = true;
        }
    }
}
