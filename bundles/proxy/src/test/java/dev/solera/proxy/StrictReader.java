package dev.solera.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;

/** Reads requests as RFC 9112 has them and not otherwise; written without a look at the proxy's own reader. */
final class StrictReader {
    private StrictReader() {}

    /**
     * Returns head and data of the next request, null when there is none.
     *
     * @throws EOFException when the connection ends within a request
     * @throws IOException when what comes is not to the letter
     */
    static String request(Wire wire) throws IOException {
        String line = line(wire, true);
        if (line == null) {
            return null;
        }
        if (!line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+ [\\x21-\\x7e]+ HTTP/1\\.1")) {
            throw new IOException("request line: " + line);
        }
        StringBuilder request = new StringBuilder(line).append("\r\n");
        long length = -1;
        boolean chunked = false;
        int hosts = 0;
        for (String header = line(wire, false); !header.isEmpty(); header = line(wire, false)) {
            if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*")) {
                throw new IOException("header: " + header);
            }
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            String value = header.substring(header.indexOf(':') + 1).strip();
            request.append(header).append("\r\n");
            switch (name) {
                case "host" -> hosts++;
                case "content-length" -> {
                    if (length >= 0 || !value.matches("[0-9]{1,18}")) {
                        throw new IOException("content-length: " + value);
                    }
                    length = Long.parseLong(value);
                }
                case "transfer-encoding" -> {
                    if (chunked || !value.equalsIgnoreCase("chunked")) {
                        throw new IOException("transfer-encoding: " + value);
                    }
                    chunked = true;
                }
                default -> {}
            }
        }
        if (hosts != 1 || chunked && length >= 0) {
            throw new IOException("hosts: " + hosts + ", length: " + length + ", chunked: " + chunked);
        }
        request.append("\r\n");
        if (chunked) {
            request.append(wire.chunks());
        } else if (length > 0) {
            request.append(wire.take((int) length));
        }
        return request.toString();
    }

    private static String line(Wire wire, boolean mayEnd) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = wire.read();
            if (b < 0) {
                if (mayEnd && line.size() == 0) {
                    return null;
                }
                throw new EOFException();
            }
            if (b == '\r') {
                if (wire.read() != '\n') {
                    throw new IOException("a CR alone");
                }
                return line.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            }
            if (b == '\n' || b == 0) {
                throw new IOException("byte " + b + " in a line");
            }
            line.write(b);
        }
    }
}
