package dev.solera.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One end of a connection, driven by hand with blocking calls that take 10 seconds at most. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    final Socket socket;
    private final InputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new java.io.BufferedInputStream(socket.getInputStream());
    }

    static Wire to(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        return new Wire(socket);
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Returns what is still to be read. */
    InputStream stream() {
        return in;
    }

    /** Returns the next byte, or −1 at the end. */
    int read() throws IOException {
        return in.read();
    }

    /** Returns exactly {@code n} bytes. */
    String take(int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("got " + bytes.length + " of " + n + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns a head with its empty line; null when the connection ends before it. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                if (head.size() == 0) {
                    return null;
                }
                throw new EOFException("within a head: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Returns the data of a body in chunks, after checking its framing to the letter, and its trailers, each line behind a CRLF. */
    String chunks() throws IOException {
        StringBuilder data = new StringBuilder();
        while (true) {
            StringBuilder size = new StringBuilder();
            int b = in.read();
            while (b != '\r') {
                if (b < 0) {
                    throw new EOFException("within a chunk size");
                }
                if (Character.digit(b, 16) < 0) {
                    throw new IOException("chunk size: " + size + " and then " + b);
                }
                size.append((char) b);
                b = in.read();
            }
            expect('\n');
            int n = Integer.parseInt(size.toString(), 16);
            if (n == 0) {
                for (String line = line(); !line.isEmpty(); line = line()) {
                    data.append("\r\n").append(line);
                }
                return data.toString();
            }
            data.append(take(n));
            expect('\r');
            expect('\n');
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b != '\r') {
            if (b < 0) {
                throw new EOFException("within a trailer");
            }
            line.append((char) b);
            b = in.read();
        }
        expect('\n');
        return line.toString();
    }

    private void expect(int wanted) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("before byte " + wanted);
        }
        if (b != wanted) {
            throw new IOException("byte " + b + " (expected: " + wanted + ")");
        }
    }

    /** Returns head and body of a message with {@code Content-Length} or chunks; null when the connection ends before it. */
    String message() throws IOException {
        String head = head();
        if (head == null) {
            return null;
        }
        String length = header(head, "Content-Length");
        if (length != null) {
            return head + take(Integer.parseInt(length));
        }
        return "chunked".equals(header(head, "Transfer-Encoding")) ? head + chunks() : head;
    }

    static String header(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                return line.substring(name.length() + 1).trim();
            }
        }
        return null;
    }

    /** Returns everything up to the end of the connection. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Tells whether the other end has closed in order, and nothing more came. */
    boolean ends() throws IOException {
        return in.read() < 0;
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
