package dev.solera.itests.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection of an HTTP client, every read bounded. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Client(int port) throws IOException {
        this(plain(port));
    }

    /** Speaks on a connection that is there. */
    Client(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(15_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private static Socket plain(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** Sends a request; the port need not be the real one in Host. */
    Wire.Message get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    Wire.Message post(String path, String id, String body) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: test\r\nX-Id: " + id + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    Wire.Message send(String raw) throws IOException {
        write(raw);
        return receive(raw.startsWith("HEAD "));
    }

    void write(String raw) throws IOException {
        socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Wire.Message receive(boolean noBody) throws IOException {
        return Wire.read(in, noBody);
    }

    /** Tells whether the peer has closed: the next thing to read is the end. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
