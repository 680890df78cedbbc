package dev.solera.packet.internal;

import static dev.solera.packet.internal.Frames.advert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Frame;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.PacketPort.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A port in a namespace of its own with a cable from va to vb, and what tests on it have in common. */
abstract class OnACable {
    static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    static final long LONG = TimeUnit.SECONDS.toNanos(10);

    final Frame frame = new Frame(2048);
    Namespace namespace;
    PacketPort port;

    abstract PacketPort create();

    @BeforeEach
    void open() throws Exception {
        namespace = Namespace.create();
        port = create();
    }

    @AfterEach
    void close() throws Exception {
        if (port != null) {
            port.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    /** The kernel begins to stamp what arrives a moment after the first socket asked for it; until then the stamp is that of reading. */
    void untilTheKernelStamps(Link from, Link to) throws IOException {
        long untilNanos = System.nanoTime() + LONG;
        long lateNanos = MILLI;
        while (lateNanos >= MILLI && System.nanoTime() - untilNanos < 0) {
            from.send(advert(), 58);
            long sentNanos = System.nanoTime();
            spin(sentNanos + 5 * MILLI);
            assertThat(next(to)).isTrue();
            lateNanos = frame.atNanos - sentNanos;
        }
        assertThat(lateNanos).isLessThan(MILLI);
    }

    static void spin(long untilNanos) {
        while (System.nanoTime() - untilNanos < 0) {
            Thread.onSpinWait();
        }
    }

    /** Takes the next frame, waiting up to 10 s. */
    boolean next(Link link) throws IOException {
        long untilNanos = System.nanoTime() + LONG;
        while (!link.receive(frame)) {
            if (System.nanoTime() - untilNanos >= 0) {
                return false;
            }
            port.await(untilNanos);
        }
        return true;
    }

    byte[] received() {
        return Arrays.copyOf(frame.bytes, frame.length);
    }

    static Request multicast(String name) throws IOException {
        return new Request(
                name, Set.of(InetAddress.getByName("224.0.0.18"), InetAddress.getByName("ff02::12")), null, false);
    }

    static boolean inPoll(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(each -> each.getMethodName().equals("ppoll"));
    }

    /** Sockets and eventfds of this process; files may be opened by the JVM when it likes. */
    static long descriptors() throws IOException {
        long count = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    count += target.startsWith("socket:") || target.contains("eventfd") ? 1 : 0;
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return count;
    }

    static long unreachablesSent() throws IOException {
        String[] lines = Namespace.proc("snmp")
                .lines()
                .filter(line -> line.startsWith("Icmp:"))
                .toArray(String[]::new);
        int column = Arrays.asList(lines[0].split(" ")).indexOf("OutDestUnreachs");
        return Long.parseLong(lines[1].split(" ")[column]);
    }
}
