package dev.solera.ipvs.kernel;

import dev.solera.netlink.Datagrams;
import dev.solera.netlink.Errno;
import dev.solera.netlink.GenericMessage;
import dev.solera.netlink.MessageWriter;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A kernel's IPVS in memory, at the other end of a netlink socket: it holds a table and answers as Linux 6.1 does. It has every scheduler
 * but {@code twos}. For one thread at a time.
 */
public final class FakeIpvs implements Datagrams {
    private static final int FAMILY_ID = 0x21;
    private static final int CONTROLLER = 0x10;
    private static final Set<Integer> READS =
            Set.of(Codec.GET_SERVICE, Codec.GET_DEST, Codec.GET_DAEMON, Codec.GET_CONFIG, Codec.GET_INFO);

    /** What it holds, by {@code ServiceKey.toString()}. */
    public final Map<ServiceKey, KernelService> services = new LinkedHashMap<>();

    public final Map<ServiceKey, Map<DestinationKey, KernelDestination>> destinations = new LinkedHashMap<>();
    /** Connections of a destination, whatever its service; none where there is no entry. */
    public final Map<DestinationKey, Integer> connections = new HashMap<>();
    /** Changes that came, in words. */
    public final List<String> changes = new ArrayList<>();

    public Timeouts timeouts = new Timeouts(900, 120, 300);
    public final List<SyncDaemon> daemons = new ArrayList<>();
    /** Whether the module is there. */
    public boolean present = true;
    /** What every request is refused with, 0 for nothing. */
    public int refusal;

    private final Deque<byte[]> answers = new ArrayDeque<>();

    /** The table in ipvsadm's manner, a line for each service and destination. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        services.forEach((key, service) -> {
            lines.add(key + " " + service.words());
            destinations.get(key).values().forEach(one -> lines.add("  -> " + one.key() + " " + one.words()));
        });
        return lines;
    }

    @Override
    public int port() {
        return 7;
    }

    @Override
    public void send(byte[] datagram) throws NetlinkException {
        for (NetlinkMessage message :
                NetlinkMessage.parse(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()))) {
            int errno = refusal;
            if (message.type() == CONTROLLER) {
                errno = present ? family(message) : Errno.ENOENT;
            } else if (errno == 0) {
                errno = answer(message, GenericMessage.decode(message));
            }
            boolean dump = message.has(NetlinkMessage.DUMP);
            if (dump && errno == 0) {
                say(NetlinkMessage.DONE, message, out -> out.u32(0));
            } else if (errno != 0 || message.has(NetlinkMessage.ACK)) {
                int code = -errno;
                say(NetlinkMessage.ERROR, message, out -> out.u32(code)
                        .u32(NetlinkMessage.HEADER_BYTES)
                        .u16(message.type())
                        .u16(message.flags())
                        .u32(message.sequence())
                        .u32(0));
            }
        }
    }

    @Override
    public ByteBuffer receive(long timeoutNanos) {
        byte[] next = answers.poll();
        return next == null ? null : ByteBuffer.wrap(next).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {}

    private int family(NetlinkMessage message) {
        say(CONTROLLER, message, out -> out.u8(1)
                .u8(2)
                .u16(0)
                .attributeU16(1, FAMILY_ID)
                .attribute(2, "IPVS")
                .attributeU32(3, 1));
        return 0;
    }

    private int answer(NetlinkMessage message, GenericMessage in) throws NetlinkException {
        if (READS.contains(in.command())) {
            return read(message, in);
        }
        int errno = change(in);
        changes.add(in.command() + (errno == 0 ? "" : " refused"));
        return errno;
    }

    private int read(NetlinkMessage message, GenericMessage in) throws NetlinkException {
        switch (in.command()) {
            case Codec.GET_INFO ->
                tell(message, Codec.GET_INFO, out -> out.attributeU32(1, 0x010201)
                        .attributeU32(2, 4096));
            case Codec.GET_CONFIG -> tell(message, Codec.SET_CONFIG, Codec.timeouts(timeouts));
            case Codec.GET_DAEMON -> daemons.forEach(one -> tell(message, Codec.NEW_DAEMON, Codec.daemon(one)));
            case Codec.GET_SERVICE ->
                services.values().forEach(one -> tell(message, Codec.NEW_SERVICE, Codec.service(hashed(one))));
            default -> {
                ServiceKey key = key(in);
                if (!services.containsKey(key)) {
                    return Errno.ESRCH;
                }
                destinations
                        .get(key)
                        .values()
                        .forEach(one -> tell(message, Codec.NEW_DEST, out -> state(out, key, one)));
            }
        }
        return 0;
    }

    private void state(MessageWriter out, ServiceKey key, KernelDestination one) {
        // The attributes of a destination with its connections after them, in one nest.
        MessageWriter plain = new MessageWriter();
        Codec.destination(key, one).accept(plain);
        out.raw(plain.toByteArray());
        int active = connections.getOrDefault(one.key(), 0);
        if (active > 0) {
            appendActive(out, key, one, active);
        }
    }

    /** The last attribute of a type counts: the same nest again, with the number of connections. */
    private static void appendActive(MessageWriter out, ServiceKey key, KernelDestination one, int active) {
        MessageWriter plain = new MessageWriter();
        plain.begin(0, 0, 0).u32(0);
        Codec.destination(key, one).accept(plain);
        plain.end();
        try {
            NetlinkMessage message = NetlinkMessage.parse(
                            ByteBuffer.wrap(plain.toByteArray()).order(ByteOrder.nativeOrder()))
                    .get(0);
            ByteBuffer nest = message.attributesAfter(4).bytes(2);
            byte[] bytes = new byte[nest.remaining()];
            nest.get(bytes);
            out.nest(2, in -> in.raw(bytes).attributeU32(7, active));
        } catch (NetlinkException e) {
            throw new IllegalStateException(e);
        }
    }

    private int change(GenericMessage in) throws NetlinkException {
        KernelService service = in.command() <= Codec.SET_SERVICE ? Codec.service(in) : null;
        switch (in.command()) {
            case Codec.NEW_SERVICE -> {
                if (services.containsKey(service.key())) {
                    return Errno.EEXIST;
                }
                if (service.scheduler().equals("twos")) {
                    return Errno.ENOENT;
                }
                services.put(service.key(), service);
                destinations.put(service.key(), new LinkedHashMap<>());
            }
            case Codec.SET_SERVICE -> {
                if (!services.containsKey(service.key())) {
                    return Errno.ESRCH;
                }
                if (service.scheduler().equals("twos")) {
                    return Errno.ENOENT;
                }
                services.put(service.key(), service);
            }
            case Codec.DEL_SERVICE -> {
                destinations.remove(key(in));
                return services.remove(key(in)) == null ? Errno.ESRCH : 0;
            }
            case Codec.SET_CONFIG -> timeouts = Codec.timeouts(in);
            case Codec.NEW_DAEMON -> daemons.add(Codec.daemon(in));
            case Codec.DEL_DAEMON -> {
                boolean master = Codec.daemon(in).master();
                daemons.removeIf(one -> one.master() == master);
            }
            case Codec.ZERO -> {}
            case Codec.FLUSH -> {
                services.clear();
                destinations.clear();
            }
            default -> {
                return destination(in);
            }
        }
        return 0;
    }

    private int destination(GenericMessage in) throws NetlinkException {
        ServiceKey key = key(in);
        Map<DestinationKey, KernelDestination> there = destinations.get(key);
        if (there == null) {
            return Errno.ESRCH;
        }
        KernelDestination one = Codec.destination(in, key.family()).destination();
        if (in.command() == Codec.DEL_DEST) {
            return there.remove(one.key()) == null ? Errno.ENOENT : 0;
        }
        if (there.containsKey(one.key()) != (in.command() == Codec.SET_DEST)) {
            return in.command() == Codec.SET_DEST ? Errno.ENOENT : Errno.EEXIST;
        }
        if (one.lowerThreshold() > one.upperThreshold()) {
            return 34; // ERANGE
        }
        there.put(one.key(), one);
        return 0;
    }

    private static KernelService hashed(KernelService one) {
        return new KernelService(
                one.key(),
                one.scheduler(),
                one.flags() | KernelService.HASHED,
                one.persistenceSeconds(),
                one.prefixLength(),
                one.engine());
    }

    private static ServiceKey key(GenericMessage in) throws NetlinkException {
        return Codec.serviceKey(in);
    }

    private void tell(NetlinkMessage request, int command, Consumer<MessageWriter> attributes) {
        say(FAMILY_ID, request, out -> attributes.accept(out.u8(command).u8(1).u16(0)));
    }

    private void say(int type, NetlinkMessage request, Consumer<MessageWriter> body) {
        MessageWriter out = new MessageWriter();
        out.begin(type, 0, request.sequence());
        body.accept(out);
        byte[] bytes = out.end().toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(12, port());
        answers.add(bytes);
    }
}
