package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Captures what passes a switch: adverts, ARP, ICMPv6, with the kernel's time stamps of nanoseconds. */
final class Sniffer implements AutoCloseable {
    private static final int NANOSECOND_PCAP = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int FRAME_HEADER = 16;

    private final Process process;
    private final DataInputStream in;
    private final List<Seen> seen = new ArrayList<>();

    private Sniffer(Process process) {
        this.process = process;
        in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 20));
    }

    /** Captures on the left switch from when this returns. */
    static Sniffer on(Lan lan) {
        return on(lan, Lan.Side.LEFT);
    }

    static Sniffer on(Lan lan, Lan.Side side) {
        Process process = lan.wiring()
                .pipe(
                        "tcpdump",
                        "-i",
                        lan.bridge(side),
                        "-n",
                        "-U",
                        "-w",
                        "-",
                        "-B",
                        "16384",
                        "--immediate-mode",
                        "--time-stamp-precision=nano",
                        "ip proto 112 or ip6 proto 112 or arp or icmp6");
        Sniffer sniffer = new Sniffer(process);
        try {
            // Written when the capture has begun.
            int magic = little(sniffer.in.readNBytes(FILE_HEADER)).getInt(0);
            assertThat(magic).as("nanosecond pcap").isEqualTo(NANOSECOND_PCAP);
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException("tcpdump on " + lan.bridge(side), e);
        }
        Thread reader = new Thread(sniffer::read, "sniffer " + lan.bridge(side));
        reader.setDaemon(true);
        reader.start();
        return sniffer;
    }

    /** Returns the time in the terms of {@link Seen#atNanos}. */
    static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Returns what was seen so far at or after a time. */
    List<Seen> since(long nanos) {
        synchronized (seen) {
            return seen.stream().filter(frame -> frame.atNanos() >= nanos).toList();
        }
    }

    /** Waits for the first frame at or after a time of which {@code wanted} is true. */
    Seen awaitFrame(String what, long fromNanos, Duration atMost, Predicate<Seen> wanted) {
        return await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(atMost)
                .until(() -> first(fromNanos, wanted), found -> found != null);
    }

    /** Waits for the first advert of {@code source} with a priority above 0 at or after a time. */
    Seen awaitAdvert(int vrid, InetAddress source, long fromNanos, Duration atMost) {
        return awaitFrame(
                "advert of " + source.getHostAddress() + " for " + vrid,
                fromNanos,
                atMost,
                frame -> frame.isAdvert(vrid) && frame.source().equals(source) && frame.priority() > 0);
    }

    /**
     * Waits until {@code to} advertises and returns how long after the last advert of {@code from} that was.
     *
     * @param fromNanos a moment before whatever makes the old MASTER stop
     */
    Takeover awaitTakeover(int vrid, InetAddress from, InetAddress to, long fromNanos, Duration atMost) {
        Seen first = awaitAdvert(vrid, to, fromNanos, atMost);
        Seen last = since(0).stream()
                .filter(frame -> frame.isAdvert(vrid) && frame.source().equals(from))
                .filter(frame -> frame.atNanos() < first.atNanos())
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("no advert of " + from + " for " + vrid + " before"));
        return new Takeover(last, first);
    }

    /** Waits until nobody but {@code master} has advertised for {@code quiet}, and {@code master} has. */
    void awaitOnlyMaster(int vrid, InetAddress master, Duration quiet, Duration atMost) {
        await("only " + master.getHostAddress() + " is MASTER of " + vrid)
                .pollInterval(Duration.ofMillis(50))
                .atMost(atMost)
                .untilAsserted(() -> assertThat(since(now() - quiet.toNanos()).stream()
                                .filter(frame -> frame.isAdvert(vrid))
                                .map(Seen::source))
                        .isNotEmpty()
                        .containsOnly(master));
    }

    private Seen first(long fromNanos, Predicate<Seen> wanted) {
        synchronized (seen) {
            for (Seen frame : seen) {
                if (frame.atNanos() >= fromNanos && wanted.test(frame)) {
                    return frame;
                }
            }
            return null;
        }
    }

    @Override
    public void close() {
        process.destroy();
        await("tcpdump has ended").atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }

    private void read() {
        try {
            while (true) {
                ByteBuffer header = little(exactly(FRAME_HEADER));
                long atNanos = TimeUnit.SECONDS.toNanos(header.getInt(0)) + header.getInt(4);
                Seen frame = Seen.decode(atNanos, exactly(header.getInt(8)));
                synchronized (seen) {
                    seen.add(frame);
                }
            }
        } catch (IOException e) {
            // The capture has ended.
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One MASTER's last advert and another one's first. */
    record Takeover(Seen last, Seen first) {
        Duration gap() {
            return Duration.ofNanos(first.atNanos() - last.atNanos());
        }
    }
}
