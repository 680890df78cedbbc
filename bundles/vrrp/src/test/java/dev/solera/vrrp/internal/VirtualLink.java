package dev.solera.vrrp.internal;

import dev.solera.api.VrrpState;
import dev.solera.spi.MacAddress;
import dev.solera.vrrp.internal.machine.Action;
import dev.solera.vrrp.internal.machine.MachineRules;
import dev.solera.vrrp.internal.machine.VrrpMachine;
import dev.solera.vrrp.internal.wire.Advert;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import dev.solera.vrrp.internal.wire.AdvertReader;
import dev.solera.vrrp.internal.wire.AdvertWriter;
import dev.solera.vrrp.internal.wire.Envelope;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Nodes on one link in virtual time: settings, codec and state machine together, real frames, a delay of 50 µs, no threads. */
final class VirtualLink {
    static final long DELAY = 50_000L;
    /** 2023-11-14; wall and virtual time run alike. */
    private static final long WALL_START = 1_700_000_000L * 1_000_000_000L;

    final List<Node> nodes = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    private final Queue<InFlight> wire = new ArrayDeque<>();
    private long now;
    private boolean cut;

    Node add(String address, NodeSettings settings) {
        Node node = new Node(IpAddress.parse(address), settings);
        nodes.add(node);
        return node;
    }

    long now() {
        return now;
    }

    /** Pulls the cable between all nodes, or puts it back. */
    void cut(boolean pulled) {
        cut = pulled;
        wire.clear();
    }

    /** Lets a stranger send a frame. */
    void inject(byte[] frame) {
        wire.add(new InFlight(null, frame, now + DELAY));
    }

    void runFor(long nanos) {
        long end = now + nanos;
        for (long next = next(); next <= end; next = next()) {
            now = Math.max(now, next);
            step();
        }
        now = end;
    }

    long masters() {
        return nodes.stream()
                .filter(n -> n.alive && n.machine.state() == VrrpState.MASTER)
                .count();
    }

    private long next() {
        long next = wire.isEmpty() ? Long.MAX_VALUE : wire.element().arrives;
        for (Node node : nodes) {
            long left = node.alive ? node.machine.nanosToNext(now) : Long.MAX_VALUE;
            next = Math.min(next, left == Long.MAX_VALUE ? left : now + left);
        }
        return next;
    }

    /** Adverts first: a timer is believed only when nothing waits to be read. */
    private void step() {
        while (!wire.isEmpty() && wire.element().arrives <= now) {
            InFlight frame = wire.remove();
            nodes.stream().filter(n -> n != frame.from).forEach(n -> n.hear(frame.bytes));
        }
        nodes.forEach(n -> n.act(n.alive ? n.machine.onTimer(now) : List.of()));
    }

    private record InFlight(Node from, byte[] bytes, long arrives) {}

    /** One half of a pair. */
    final class Node {
        final VrrpMachine machine;
        final AdvertCounters counters = new AdvertCounters();
        final List<Action> done = new ArrayList<>();
        boolean alive = true;
        boolean bound;
        long firstAdvert;
        long lastAdvert;
        private final AdvertWriter writer;
        private final AdvertReader reader;
        private final ReceivedPacket packet = new ReceivedPacket();

        Node(IpAddress own, NodeSettings settings) {
            MachineRules rules = settings.rules(own);
            MacAddress mac = new MacAddress(0x0200_0000_0000L | own.low() & 0xff);
            machine = new VrrpMachine(rules, settings.priority());
            writer = new AdvertWriter(settings.format(), Envelope.multicast(mac, own), settings.hmac());
            reader = new AdvertReader(settings.format(), own, settings.hmac(), counters);
        }

        void start() {
            act(machine.start(now));
        }

        void stop() {
            act(machine.stop());
        }

        void yieldPlace() {
            act(machine.yieldPlace("core is stuck", now));
        }

        void endYield() {
            act(machine.endYield(now));
        }

        /** Dies without a word. */
        void kill() {
            alive = false;
        }

        private void hear(byte[] frame) {
            if (!alive || !packet.ofFrame(ByteBuffer.wrap(frame))) {
                return;
            }
            Advert advert = reader.read(packet, WALL_START + now);
            if (advert != null) {
                act(machine.onAdvert(advert, now));
            }
        }

        private void act(List<Action> actions) {
            done.addAll(actions);
            for (Action action : actions) {
                if (action instanceof Action.SendAdvert advert) {
                    send(advert.priority());
                } else if (action instanceof Action.Bind) {
                    bound = true;
                } else if (action instanceof Action.Release) {
                    bound = false;
                }
            }
        }

        private void send(int priority) {
            ByteBuffer frame = writer.frame(priority, WALL_START + now);
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            sent.add(bytes);
            firstAdvert = firstAdvert == 0 ? now : firstAdvert;
            lastAdvert = now;
            if (!cut) {
                wire.add(new InFlight(this, bytes, now + DELAY));
            }
        }
    }
}
