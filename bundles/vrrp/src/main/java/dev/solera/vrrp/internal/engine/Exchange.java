package dev.solera.vrrp.internal.engine;

import dev.solera.spi.PacketPort.Link;
import dev.solera.vrrp.internal.wire.Advert;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import dev.solera.vrrp.internal.wire.AdvertReader;
import dev.solera.vrrp.internal.wire.AdvertWriter;
import dev.solera.vrrp.internal.wire.Envelope;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The adverts of one virtual router, out and in, ready for one source address. Used by the timer thread; what it does most costs no allocation. */
final class Exchange {
    private static final int ETHERNET = 14;
    private static final long MS = 1_000_000L;

    private final Ticks ticks;
    private final AdvertCounters counters;
    private final boolean signed;
    private final boolean multicast;
    private final List<AdvertWriter> writers = new ArrayList<>();
    private final List<InetAddress> destinations = new ArrayList<>();
    private final AdvertReader reader;

    /** Goes on where {@code previous} ended, null for the first. */
    Exchange(Blueprint blueprint, Footing footing, AdvertCounters counters, Ticks ticks, @Nullable Exchange previous) {
        IpAddress source = footing.source();
        if (source == null || footing.mac() == null) {
            throw new IllegalArgumentException("footing: " + footing.lacking() + " (expected: nothing lacking)");
        }
        this.ticks = ticks;
        this.counters = counters;
        signed = blueprint.hmac() != null;
        multicast = blueprint.peers().isEmpty();
        if (multicast) {
            add(blueprint, Envelope.multicast(blueprint.mac(footing.mac()), source), previous);
        }
        int hopLimit = blueprint.instance().unicast().hopLimit();
        blueprint.peers().forEach(p -> add(blueprint, Envelope.unicast(source, p.address(), hopLimit), previous));
        reader = new AdvertReader(
                blueprint.format(),
                source,
                blueprint.peers(),
                blueprint.hmac(),
                counters,
                previous == null ? null : previous.reader);
    }

    /** Returns the advert, or null when it was dropped. */
    @Nullable
    Advert read(ReceivedPacket packet) {
        return reader.read(packet, wallNanos());
    }

    /** Returns why the packet read last was dropped. */
    @Nullable
    AdvertCounter dropped() {
        return reader.dropped();
    }

    /** Sends an advert to everybody it goes to; those that can be reached get it even when others cannot. */
    void send(Link link, int priority) throws IOException {
        long wallNanos = wallNanos();
        IOException failure = null;
        for (int i = 0; i < writers.size(); i++) {
            AdvertWriter writer = writers.get(i);
            writer.frame(priority, wallNanos);
            byte[] frame = writer.bytes();
            try {
                if (multicast) {
                    link.send(frame, frame.length);
                } else {
                    link.sendIp(destinations.get(i), frame, ETHERNET, frame.length - ETHERNET);
                }
                counters.count(AdvertCounter.ADVERT_SENT);
                if (priority == 0) {
                    counters.count(AdvertCounter.PRI_ZERO_SENT);
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void add(Blueprint blueprint, Envelope envelope, @Nullable Exchange previous) {
        AdvertWriter before = previous == null ? null : previous.writer(envelope.destination());
        writers.add(new AdvertWriter(blueprint.format(), envelope, blueprint.hmac(), before));
        destinations.add(envelope.destination().toInetAddress());
    }

    private @Nullable AdvertWriter writer(IpAddress destination) {
        for (AdvertWriter writer : writers) {
            if (writer.destination().equals(destination)) {
                return writer;
            }
        }
        return null;
    }

    private long wallNanos() {
        return signed ? ticks.wallMillis() * MS : 0;
    }
}
