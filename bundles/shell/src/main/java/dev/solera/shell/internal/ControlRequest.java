package dev.solera.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * What a client of the control endpoint asks for.
 *
 * @param token the secret from the control file
 * @param user who asks
 * @param command the command line, line ends and backslashes restored
 */
record ControlRequest(String token, String user, String command) {
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_USER_CHARS = 64;

    /**
     * Reads the three lines of a request.
     *
     * @param deadlineNanos {@link System#nanoTime()} at which all of it has to be here
     * @throws IOException when it is late, too long, cut off or malformed
     */
    static ControlRequest read(Socket socket, long deadlineNanos) throws IOException {
        String token = line(socket, deadlineNanos, 256);
        String user = line(socket, deadlineNanos, 4 * MAX_USER_CHARS);
        String command = unescape(line(socket, deadlineNanos, MAX_LINE_BYTES));
        return new ControlRequest(token, name(user), command);
    }

    private static String line(Socket socket, long deadlineNanos, int maxBytes) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new SocketTimeoutException("request is late");
            }
            socket.setSoTimeout((int) leftMillis);
            int b = in.read();
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (b < 0 || line.size() == maxBytes) {
                throw new IOException(b < 0 ? "request is cut off" : "line is longer than " + maxBytes + " bytes");
            }
            line.write(b);
        }
    }

    /** Undoes {@code \\} for a backslash and {@code \n} for a line end. */
    static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(next == 'n' ? '\n' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static String name(String user) {
        String clean = Text.clean(user.strip());
        return clean.isEmpty() ? "unknown" : clean.substring(0, Math.min(clean.length(), MAX_USER_CHARS));
    }
}
