package dev.solera.packet.internal;

import com.sun.management.ThreadMXBean;
import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Frame;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.PacketPort.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a frame costs with either port; run by hand, as root, on a quiet machine. The same thread sends and receives, so that
 * no scheduler is in the figures but that of the last one.
 */
final class PacketCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;

    private PacketCost() {}

    public static void main(String[] arguments) throws Exception {
        try (Namespace namespace = Namespace.create()) {
            namespace.inside(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    for (String kind : List.of(PacketPorts.RAW, PacketPorts.PCAP)) {
                        measure(kind);
                    }
                }
            });
        }
    }

    private static void measure(String kind) throws IOException {
        try (PacketPort port = PacketPorts.choose(kind);
                PacketPort other = PacketPorts.choose(PacketPorts.RAW)) {
            Link peer = other.open(multicast("va"));
            Link link = port.open(multicast("vb"));
            send(link, 20_000);
            long[] sent = send(link, 50_000);
            receive(port, peer, link, 20_000, 1);
            double single = receive(port, peer, link, 50_000, 1);
            double burst = receive(port, peer, link, 50_000, 100);
            double nothing = nothing(link, 100_000);
            long[] woken = wake(port, peer, link, 2_000);
            System.out.printf(
                    "%-5s send %5d ns p50 %6d ns p99   read one %5.0f ns, of a hundred %5.0f ns, none %4.0f ns CPU   arrival to read"
                            + " %6d ns p50 %7d ns p99   dropped %d%n",
                    kind,
                    at(sent, 50),
                    at(sent, 99),
                    single,
                    burst,
                    nothing,
                    at(woken, 50),
                    at(woken, 99),
                    link.dropped());
        }
    }

    private static long[] send(Link link, int frames) throws IOException {
        byte[] advert = Frames.advert();
        long[] took = new long[frames];
        for (int i = 0; i < frames; i++) {
            long startNanos = System.nanoTime();
            link.send(advert, advert.length);
            took[i] = System.nanoTime() - startNanos;
        }
        return took;
    }

    /** Returns the CPU time of await, receive and the receive that finds nothing, per frame. */
    private static double receive(PacketPort port, Link peer, Link link, int frames, int atOnce) throws IOException {
        byte[] advert = Frames.advert();
        Frame frame = new Frame(2048);
        long spent = 0;
        for (int done = 0; done < frames; ) {
            for (int i = 0; i < atOnce; i++) {
                peer.send(advert, advert.length);
            }
            long before = THREADS.getCurrentThreadCpuTime();
            port.await(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            while (link.receive(frame)) {
                done++;
            }
            spent += THREADS.getCurrentThreadCpuTime() - before;
        }
        return (double) spent / frames;
    }

    /** Returns the CPU time of a receive that finds nothing. */
    private static double nothing(Link link, int times) throws IOException {
        Frame frame = new Frame(2048);
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            link.receive(frame);
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / times;
    }

    /** Returns how long after its arrival a frame was read by a thread that slept. */
    private static long[] wake(PacketPort port, Link peer, Link link, int frames) throws IOException {
        long[] took = new long[frames];
        Frame frame = new Frame(2048);
        byte[] advert = Frames.advert();
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < frames; i++) {
                    long untilNanos = System.nanoTime() + 500_000;
                    while (System.nanoTime() - untilNanos < 0) {
                        Thread.onSpinWait();
                    }
                    peer.send(advert, advert.length);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();
        for (int i = 0; i < frames; ) {
            port.await(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            while (i < frames && link.receive(frame)) {
                took[i++] = System.nanoTime() - frame.atNanos;
            }
        }
        return took;
    }

    private static long at(long[] values, int percent) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100];
    }

    private static Request multicast(String name) throws IOException {
        return new Request(name, Set.of(InetAddress.getByName("224.0.0.18")), null, false);
    }
}
