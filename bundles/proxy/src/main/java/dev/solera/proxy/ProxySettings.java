package dev.solera.proxy;

import dev.solera.proxy.internal.tls.Library;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code solera.proxy.cfg} says.
 *
 * @param transport how sockets are driven
 * @param eventLoops event loops, 0 for one a core
 * @param maxConnections client connections at once over all virtual servers, 0 to derive it from the limit of open files
 * @param headBytes longest head of a request or response
 * @param lineBytes longest request line
 * @param headers most header lines of a head
 * @param bufferBytes what may wait to be sent on a connection before its source is no longer read
 * @param idleServerConnections idle connections kept to a real server by each event loop
 * @param idleServer how long such a connection is kept
 * @param drain how long running exchanges may go on when the plane stops
 * @param tlsLibrary whose TLS is used
 * @param http2 bounds of HTTP/2
 */
public record ProxySettings(
        Transport transport,
        int eventLoops,
        int maxConnections,
        int headBytes,
        int lineBytes,
        int headers,
        int bufferBytes,
        int idleServerConnections,
        Duration idleServer,
        Duration drain,
        Library tlsLibrary,
        Http2 http2) {
    /**
     * Bounds of HTTP/2, each for one client connection.
     *
     * @param streams at once
     * @param windowBytes what a client may send on a stream before a server takes it; on all of its streams sixteen times that
     * @param control SETTINGS, PING and other frames about the connection in 10 seconds
     * @param resets streams that a client resets, or makes us reset, in 30 seconds
     */
    public record Http2(int streams, int windowBytes, int control, int resets) {
        public static final Http2 DEFAULT = new Http2(100, 65_535, 1_000, 200);
    }

    /** What holds without a file. */
    public static final ProxySettings DEFAULT = new ProxySettings(
            Transport.AUTO,
            0,
            0,
            16384,
            8192,
            100,
            65536,
            1024,
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Library.AUTO,
            Http2.DEFAULT);

    public ProxySettings {
        check("event.loops", eventLoops, 0, 256);
        check("maxconn", maxConnections, 0, 10_000_000);
        check("header.max.bytes", headBytes, 1024, 1 << 20);
        check("request.line.max.bytes", lineBytes, 256, headBytes);
        check("header.max.count", headers, 1, 10_000);
        check("buffer.bytes", bufferBytes, 4096, 16 << 20);
        check("pool.idle.max", idleServerConnections, 0, 1_000_000);
        check("pool.idle.ms", idleServer.toMillis(), 1, 3_600_000);
        check("update.drain.s", drain.toSeconds(), 0, 3600);
    }

    /**
     * Reads the keys of {@code solera.proxy.cfg}.
     *
     * @throws Keys.BadKey when a value is wrong or a key unknown
     */
    public static ProxySettings of(Map<String, String> values) {
        Keys keys = new Keys(values);
        ProxySettings d = DEFAULT;
        int headBytes = keys.number("header.max.bytes", 1024, 1 << 20, d.headBytes);
        ProxySettings settings = new ProxySettings(
                transport(keys.text("transport", d.transport.text())),
                keys.number("event.loops", 0, 256, d.eventLoops),
                keys.number("maxconn", 0, 10_000_000, d.maxConnections),
                headBytes,
                keys.number("request.line.max.bytes", 256, headBytes, Math.min(headBytes, d.lineBytes)),
                keys.number("header.max.count", 1, 10_000, d.headers),
                keys.number("buffer.bytes", 4096, 16 << 20, d.bufferBytes),
                keys.number("pool.idle.max", 0, 1_000_000, d.idleServerConnections),
                Duration.ofMillis(keys.number("pool.idle.ms", 1, 3_600_000, (int) d.idleServer.toMillis())),
                Duration.ofSeconds(keys.number("update.drain.s", 0, 3600, (int) d.drain.toSeconds())),
                keys.word("tls.library", Library.class, d.tlsLibrary),
                new Http2(
                        keys.number("h2.streams.max", 1, 10_000, d.http2.streams),
                        keys.number("h2.window.bytes", 16_384, 16 << 20, d.http2.windowBytes),
                        keys.number("h2.control.max", 10, 1_000_000, d.http2.control),
                        keys.number("h2.resets.max", 10, 1_000_000, d.http2.resets)));
        for (String key : keys.unknown()) {
            throw new Keys.BadKey(key, values.get(key), "one of " + String.join(", ", keys.known()));
        }
        return settings;
    }

    /** Returns the same with another transport. */
    public ProxySettings with(Transport other) {
        return new ProxySettings(
                other,
                eventLoops,
                maxConnections,
                headBytes,
                lineBytes,
                headers,
                bufferBytes,
                idleServerConnections,
                idleServer,
                drain,
                tlsLibrary,
                http2);
    }

    /** Returns the same with another TLS. */
    public ProxySettings with(Library other) {
        return new ProxySettings(
                transport,
                eventLoops,
                maxConnections,
                headBytes,
                lineBytes,
                headers,
                bufferBytes,
                idleServerConnections,
                idleServer,
                drain,
                other,
                http2);
    }

    /** Returns the same with another number of event loops. */
    public ProxySettings withEventLoops(int loops) {
        return new ProxySettings(
                transport,
                loops,
                maxConnections,
                headBytes,
                lineBytes,
                headers,
                bufferBytes,
                idleServerConnections,
                idleServer,
                drain,
                tlsLibrary,
                http2);
    }

    /** Returns the same with another limit of connections. */
    public ProxySettings withMaxConnections(int connections) {
        return new ProxySettings(
                transport,
                eventLoops,
                connections,
                headBytes,
                lineBytes,
                headers,
                bufferBytes,
                idleServerConnections,
                idleServer,
                drain,
                tlsLibrary,
                http2);
    }

    private static Transport transport(String text) {
        for (Transport transport : Transport.values()) {
            if (transport.text().equals(text)) {
                return transport;
            }
        }
        String all = Arrays.stream(Transport.values()).map(Transport::text).collect(Collectors.joining(", "));
        throw new Keys.BadKey("transport", text, all);
    }

    private static void check(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
