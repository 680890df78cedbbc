package dev.solera.proxy.internal;

import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.proxy.ProxyPlane;
import dev.solera.proxy.ProxySettings;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves some requests before it counts. A plane of its own, with one event loop, carries HTTP/1.1, TCP and HTTP/2 between a client and a server on loopback; then the
 * classes of a request are loaded and its code is compiled when the first true one comes: on a node that takes over, with the whole load at once.
 */
final class Rehearsal implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    /** The start is not to be delayed by it. */
    private static final int AFTER_SECONDS = 4;

    private static final int CONNECTIONS = 60;
    private static final int REQUESTS_EACH = 8;
    private static final int PATIENCE_MS = 2_000;
    private static final int LINE_FEED = '\n';

    private static final byte[] GET = bytes(
            """
            GET /rehearsal?a=b HTTP/1.1\r
            Host: rehearsal.invalid\r
            User-Agent: rehearsal\r
            Accept: */*\r
            Cookie: a=b; c=d\r
            \r
            """);
    private static final byte[] POST = bytes(
            """
            POST /rehearsal HTTP/1.1\r
            Host: rehearsal.invalid\r
            Content-Length: 4\r
            Connection: close\r
            \r
            body""");
    private static final byte[] ANSWER = bytes(
            """
            HTTP/1.1 200 OK\r
            Date: Thu, 01 Jan 1970 00:00:00 GMT\r
            Content-Type: text/plain\r
            Content-Length: 4\r
            \r
            body""");
    private static final int BODY = 4;

    private final ProxySettings settings;
    private final AtomicInteger answered = new AtomicInteger();

    /** Makes one of a plane with such settings. */
    Rehearsal(ProxySettings settings) {
        this.settings = settings.withEventLoops(1);
    }

    /** Returns a thread that begins a while after it is started, and ends soon when it is interrupted. */
    static Thread later(ProxySettings settings) {
        Rehearsal rehearsal = new Rehearsal(settings);
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(AFTER_SECONDS);
                        rehearsal.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "solera-proxy-rehearsal");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void run() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, CONNECTIONS, loopback);
                ProxyPlane plane = new ProxyPlane(settings)) {
            daemon(() -> serve(server));
            InetSocketAddress real = new InetSocketAddress(loopback, server.getLocalPort());
            InetSocketAddress http = play(plane, "http", Mode.HTTP, Outbound.PLAIN, real);
            play(plane, "tcp", Mode.TCP, Outbound.PLAIN, real);
            // To itself, so that both ends of HTTP/2 are its own.
            play(plane, "http2", Mode.HTTP, new Outbound(Outbound.Header.OFF, null, true), http);
        } catch (IOException | RuntimeException e) {
            LOG.info("proxy: no rehearsal, so the first requests may be slower: {}", e.toString());
        }
    }

    /** Returns how many requests were answered. */
    int answered() {
        return answered.get();
    }

    /** Carries requests to {@code real}, and returns where to. */
    private InetSocketAddress play(ProxyPlane plane, String name, Mode mode, Outbound outbound, InetSocketAddress real)
            throws IOException {
        List<Failure> failures = plane.apply(edits(name, mode, outbound, real));
        if (!failures.isEmpty()) {
            throw new IOException(failures.get(0).reason());
        }
        InetSocketAddress address = plane.addresses(name).get(0);
        visit(address);
        return address;
    }

    private void visit(InetSocketAddress address) throws IOException {
        for (int i = 0; i < CONNECTIONS && !Thread.currentThread().isInterrupted(); i++) {
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                client.setSoTimeout(PATIENCE_MS);
                client.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(client.getInputStream());
                OutputStream out = client.getOutputStream();
                for (int request = 1; request <= REQUESTS_EACH; request++) {
                    out.write(request < REQUESTS_EACH ? GET : POST);
                    skipHead(in);
                    in.skipNBytes(BODY);
                    answered.incrementAndGet();
                }
            }
        }
    }

    private void serve(ServerSocket server) {
        try {
            while (true) {
                Socket connection = server.accept();
                daemon(() -> answer(connection));
            }
        } catch (IOException e) {
            LOG.trace("the rehearsal is over", e);
        }
    }

    private static void answer(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = new BufferedOutputStream(connection.getOutputStream());
            while (true) {
                if (skipHead(in) == 'P') {
                    in.skipNBytes(BODY);
                }
                out.write(ANSWER);
                out.flush();
            }
        } catch (IOException e) {
            LOG.trace("a connection of the rehearsal has ended", e);
        }
    }

    /** Reads up to an empty line and returns the first byte. */
    private static int skipHead(InputStream in) throws IOException {
        int first = in.read();
        int line = 1;
        for (int c = first; line > 0; ) {
            if (c < 0) {
                throw new EOFException();
            }
            c = in.read();
            line = c == LINE_FEED ? line - 1 : c == '\r' ? 1 : 2;
        }
        return first;
    }

    private static List<Edit> edits(String name, Mode mode, Outbound outbound, InetSocketAddress real) {
        Duration patience = Duration.ofMillis(PATIENCE_MS);
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.Add(new Spec.Group(
                name,
                "first",
                "",
                new First(),
                0,
                Duration.ZERO,
                new Pool.Timeouts(patience, patience, patience),
                outbound)));
        edits.add(new Edit.Add(new Spec.Real(
                new RealServerRef(name, "r"),
                1,
                real,
                Members.WEIGHT_SCALE,
                0,
                Forwarding.NAT,
                0,
                0,
                Presence.SERVING)));
        edits.add(new Edit.Add(new Spec.Service(
                name,
                mode,
                List.of(new Listener("l", new InetSocketAddress(real.getAddress(), 0), Protocol.TCP)),
                name,
                0,
                new VirtualServer.Forwarded(
                        VirtualServer.Forwarded.Treatment.ADD, VirtualServer.Forwarded.Treatment.ADD),
                new VirtualServer.Timeouts(patience, patience, patience, patience),
                VirtualServer.Balancing.PLAIN)));
        return edits;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "solera-proxy-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class First implements SchedulerFactory {
        @Override
        public String name() {
            return "first";
        }

        @Override
        public Scheduler create(Members now, @Nullable Scheduler previous) {
            Member only = now.size() == 0 ? null : now.get(0);
            return flow -> only;
        }
    }
}
