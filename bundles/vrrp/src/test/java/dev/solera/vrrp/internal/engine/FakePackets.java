package dev.solera.vrrp.internal.engine;

import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host's sockets on the lab's wire. */
final class FakePackets implements PacketPort {
    final List<Wire> links = new ArrayList<>();
    /** Interfaces that cannot be opened. */
    final Set<String> refused = new HashSet<>();
    /** Why nothing can be sent, null when it can. */
    @Nullable
    String sendFailure;

    int opened;
    private final Host host;

    FakePackets(Host host) {
        this.host = host;
    }

    void deliver(String interfaceName, byte[] bytes, long atNanos) {
        links.stream()
                .filter(l -> l.request.interfaceName().equals(interfaceName))
                .forEach(l -> l.waiting.add(new Arrived(bytes, atNanos)));
    }

    boolean anyWaiting() {
        return links.stream().anyMatch(l -> !l.waiting.isEmpty());
    }

    @Override
    public String description() {
        return "a wire of the lab";
    }

    @Override
    public List<String> limits() {
        return List.of();
    }

    @Override
    public @Nullable String makeRealTime() {
        return null;
    }

    @Override
    public Link open(Request request) throws IOException {
        opened++;
        if (refused.contains(request.interfaceName())) {
            throw new IOException("Operation not permitted (expected: CAP_NET_RAW)");
        }
        Wire link = new Wire(request);
        links.add(link);
        return link;
    }

    @Override
    public void await(long untilNanos) {
        throw new AssertionError("somebody waits in virtual time");
    }

    @Override
    public void wake() {
        host.woken = true;
    }

    @Override
    public void close() {
        List.copyOf(links).forEach(Wire::close);
    }

    private record Arrived(byte[] bytes, long atNanos) {}

    final class Wire implements Link {
        final Request request;
        final ArrayDeque<Arrived> waiting = new ArrayDeque<>();

        Wire(Request request) {
            this.request = request;
        }

        @Override
        public boolean receive(Frame into) throws IOException {
            if (host.gone.contains(request.interfaceName())) {
                throw new IOException("No such device");
            }
            Arrived arrived = waiting.poll();
            if (arrived == null) {
                return false;
            }
            into.length = Math.min(arrived.bytes.length, into.bytes.length);
            System.arraycopy(arrived.bytes, 0, into.bytes, 0, into.length);
            into.atNanos = arrived.atNanos;
            return true;
        }

        @Override
        public void send(byte[] frame, int length) throws IOException {
            if (sendFailure != null) {
                throw new IOException(sendFailure);
            }
            byte[] copy = java.util.Arrays.copyOf(frame, length);
            host.onSent(request.interfaceName(), copy);
        }

        @Override
        public void sendIp(InetAddress destination, byte[] bytes, int offset, int length) throws IOException {
            byte[] frame = new byte[14 + length];
            System.arraycopy(bytes, offset, frame, 14, length);
            frame[12] = (byte) (length > 0 && bytes[offset] >>> 4 == 6 ? 0x86 : 0x08);
            frame[13] = (byte) (frame[12] == 8 ? 0 : 0xdd);
            send(frame, frame.length);
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            links.remove(this);
        }
    }
}
