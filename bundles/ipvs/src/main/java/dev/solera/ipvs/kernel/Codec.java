package dev.solera.ipvs.kernel;

import dev.solera.api.Family;
import dev.solera.api.Protocol;
import dev.solera.netlink.Attributes;
import dev.solera.netlink.GenericMessage;
import dev.solera.netlink.MessageWriter;
import dev.solera.netlink.NetlinkException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records to attributes and back ({@code linux/ip_vs.h}, {@code IPVS_CMD_*}, {@code IPVS_*_ATTR_*}). Pure. */
final class Codec {
    static final int NEW_SERVICE = 1;
    static final int SET_SERVICE = 2;
    static final int DEL_SERVICE = 3;
    static final int GET_SERVICE = 4;
    static final int NEW_DEST = 5;
    static final int SET_DEST = 6;
    static final int DEL_DEST = 7;
    static final int GET_DEST = 8;
    static final int NEW_DAEMON = 9;
    static final int DEL_DAEMON = 10;
    static final int GET_DAEMON = 11;
    static final int SET_CONFIG = 12;
    static final int GET_CONFIG = 13;
    static final int GET_INFO = 15;
    static final int ZERO = 16;
    static final int FLUSH = 17;

    private static final int SERVICE = 1;
    private static final int DEST = 2;
    private static final int DAEMON = 3;
    private static final int TIMEOUT_TCP = 4;
    private static final int TIMEOUT_TCP_FIN = 5;
    private static final int TIMEOUT_UDP = 6;

    private static final int SVC_AF = 1;
    private static final int SVC_PROTOCOL = 2;
    private static final int SVC_ADDR = 3;
    private static final int SVC_PORT = 4;
    private static final int SVC_FWMARK = 5;
    private static final int SVC_SCHED_NAME = 6;
    private static final int SVC_FLAGS = 7;
    private static final int SVC_TIMEOUT = 8;
    private static final int SVC_NETMASK = 9;
    private static final int SVC_STATS = 10;
    private static final int SVC_PE_NAME = 11;
    private static final int SVC_STATS64 = 12;

    private static final int DEST_ADDR = 1;
    private static final int DEST_PORT = 2;
    private static final int DEST_FWD_METHOD = 3;
    private static final int DEST_WEIGHT = 4;
    private static final int DEST_U_THRESH = 5;
    private static final int DEST_L_THRESH = 6;
    private static final int DEST_ACTIVE_CONNS = 7;
    private static final int DEST_INACT_CONNS = 8;
    private static final int DEST_PERSIST_CONNS = 9;
    private static final int DEST_STATS = 10;
    private static final int DEST_ADDR_FAMILY = 11;
    private static final int DEST_STATS64 = 12;
    private static final int DEST_TUN_TYPE = 13;
    private static final int DEST_TUN_PORT = 14;
    private static final int DEST_TUN_FLAGS = 15;

    private static final int DAEMON_STATE = 1;
    private static final int DAEMON_MCAST_IFN = 2;
    private static final int DAEMON_SYNC_ID = 3;
    private static final int DAEMON_SYNC_MAXLEN = 4;
    private static final int DAEMON_MCAST_GROUP = 5;
    private static final int DAEMON_MCAST_GROUP6 = 6;
    private static final int DAEMON_MCAST_PORT = 7;
    private static final int DAEMON_MCAST_TTL = 8;
    private static final int STATE_MASTER = 1;
    private static final int STATE_BACKUP = 2;

    private static final int STATS_CONNS = 1; // then in and out packets, in and out bytes, and the same five as rates

    private static final int INFO_VERSION = 1;
    private static final int INFO_CONN_TAB_SIZE = 2;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int ADDRESS_BYTES = 16; // union nf_inet_addr

    private Codec() {}

    static Consumer<MessageWriter> service(KernelService service) {
        return out -> out.nest(SERVICE, in -> {
            key(in, service.key());
            in.attribute(SVC_SCHED_NAME, service.scheduler());
            in.enclosed(
                    SVC_FLAGS, raw -> raw.u32(service.flags()).u32(0xffff_ffffL)); // struct ip_vs_flags: value, mask
            in.attributeU32(SVC_TIMEOUT, service.persistenceSeconds());
            netmask(in, service);
            String engine = service.engine();
            if (engine != null) {
                in.attribute(SVC_PE_NAME, engine);
            }
        });
    }

    static Consumer<MessageWriter> service(ServiceKey key) {
        return out -> out.nest(SERVICE, in -> key(in, key));
    }

    static Consumer<MessageWriter> destination(ServiceKey service, KernelDestination destination) {
        return out -> {
            out.nest(SERVICE, in -> key(in, service));
            out.nest(DEST, in -> {
                key(in, destination.key());
                in.attributeU32(DEST_FWD_METHOD, destination.method().number());
                in.attributeU32(DEST_WEIGHT, destination.weight());
                in.attributeU32(DEST_U_THRESH, destination.upperThreshold());
                in.attributeU32(DEST_L_THRESH, destination.lowerThreshold());
                if (!destination.tunnel().equals(Tunnel.IPIP)) {
                    in.attributeU8(DEST_TUN_TYPE, destination.tunnel().type());
                    in.attributeBe16(DEST_TUN_PORT, destination.tunnel().port());
                    in.attributeU16(DEST_TUN_FLAGS, destination.tunnel().flags());
                }
            });
        };
    }

    static Consumer<MessageWriter> destination(ServiceKey service, DestinationKey destination) {
        return out -> {
            out.nest(SERVICE, in -> key(in, service));
            out.nest(DEST, in -> key(in, destination));
        };
    }

    static Consumer<MessageWriter> timeouts(Timeouts timeouts) {
        return out -> out.attributeU32(TIMEOUT_TCP, timeouts.tcp())
                .attributeU32(TIMEOUT_TCP_FIN, timeouts.tcpFin())
                .attributeU32(TIMEOUT_UDP, timeouts.udp());
    }

    static Consumer<MessageWriter> daemon(SyncDaemon daemon) {
        return out -> out.nest(DAEMON, in -> {
            in.attributeU32(DAEMON_STATE, daemon.master() ? STATE_MASTER : STATE_BACKUP);
            in.attribute(DAEMON_MCAST_IFN, daemon.networkInterface());
            in.attributeU32(DAEMON_SYNC_ID, daemon.id());
            if (daemon.maxBytes() != 0) {
                in.attributeU16(DAEMON_SYNC_MAXLEN, daemon.maxBytes());
            }
            InetAddress group = daemon.group();
            if (group != null) {
                in.attribute(group.getAddress().length == 4 ? DAEMON_MCAST_GROUP : DAEMON_MCAST_GROUP6, group);
            }
            if (daemon.port() != 0) {
                in.attributeU16(DAEMON_MCAST_PORT, daemon.port());
            }
            if (daemon.ttl() != 0) {
                in.attributeU8(DAEMON_MCAST_TTL, daemon.ttl());
            }
        });
    }

    /** The key of the service that a message is about; null for one that is not known here. */
    static @Nullable ServiceKey serviceKey(GenericMessage message) throws NetlinkException {
        return key(message.attributes().nested(SERVICE));
    }

    /** A service of an answer; null for one whose protocol or family is not known here. */
    static @Nullable KernelService service(GenericMessage message) throws NetlinkException {
        Attributes in = message.attributes().nested(SERVICE);
        ServiceKey key = key(in);
        String scheduler = in.string(SVC_SCHED_NAME);
        if (key == null || scheduler == null) {
            return null;
        }
        String engine = in.string(SVC_PE_NAME);
        return new KernelService(
                key,
                scheduler,
                in.s32(SVC_FLAGS, 0) & ~KernelService.HASHED,
                in.s32(SVC_TIMEOUT, 0),
                prefixLength(in, key.family()),
                engine == null || engine.isEmpty() ? null : engine);
    }

    static Traffic serviceTraffic(GenericMessage message) throws NetlinkException {
        return traffic(message.attributes().nested(SERVICE), SVC_STATS64, SVC_STATS);
    }

    /** A destination of an answer for a service of {@code family}. */
    static DestinationState destination(GenericMessage message, Family family) throws NetlinkException {
        Attributes in = message.attributes().nested(DEST);
        int af = in.u16(DEST_ADDR_FAMILY, family == Family.INET ? AF_INET : AF_INET6); // none before Linux 3.18
        DestinationKey key =
                new DestinationKey(address(in.atLeast(DEST_ADDR, 4), af == AF_INET), in.be16(DEST_PORT, 0));
        Method method = Method.of(in.u32(DEST_FWD_METHOD, 0));
        Tunnel tunnel = method == Method.TUNNEL
                ? new Tunnel(in.u8(DEST_TUN_TYPE, 0), in.be16(DEST_TUN_PORT, 0), in.u16(DEST_TUN_FLAGS, 0))
                : Tunnel.IPIP;
        KernelDestination destination = new KernelDestination(
                key, method, in.s32(DEST_WEIGHT, 0), in.u32(DEST_U_THRESH, 0), in.u32(DEST_L_THRESH, 0), tunnel);
        return new DestinationState(
                destination,
                in.u32(DEST_ACTIVE_CONNS, 0),
                in.u32(DEST_INACT_CONNS, 0),
                in.u32(DEST_PERSIST_CONNS, 0),
                traffic(in, DEST_STATS64, DEST_STATS));
    }

    static Timeouts timeouts(GenericMessage message) throws NetlinkException {
        Attributes in = message.attributes();
        return new Timeouts(in.s32(TIMEOUT_TCP, 0), in.s32(TIMEOUT_TCP_FIN, 0), in.s32(TIMEOUT_UDP, 0));
    }

    static SyncDaemon daemon(GenericMessage message) throws NetlinkException {
        Attributes in = message.attributes().nested(DAEMON);
        String device = in.string(DAEMON_MCAST_IFN);
        InetAddress group = in.address(DAEMON_MCAST_GROUP);
        return new SyncDaemon(
                in.s32(DAEMON_STATE, 0) == STATE_MASTER,
                device == null ? "" : device,
                in.s32(DAEMON_SYNC_ID, 0),
                in.u16(DAEMON_SYNC_MAXLEN, 0),
                group == null ? in.address(DAEMON_MCAST_GROUP6) : group,
                in.u16(DAEMON_MCAST_PORT, 0),
                in.u8(DAEMON_MCAST_TTL, 0));
    }

    static Info info(GenericMessage message) throws NetlinkException {
        Attributes in = message.attributes();
        int version = in.s32(INFO_VERSION, 0);
        return new Info(
                (version >> 16 & 0xff) + "." + (version >> 8 & 0xff) + "." + (version & 0xff),
                in.s32(INFO_CONN_TAB_SIZE, 0));
    }

    private static void key(MessageWriter out, ServiceKey key) {
        out.attributeU16(SVC_AF, key.family() == Family.INET ? AF_INET : AF_INET6);
        InetAddress address = key.address();
        Protocol protocol = key.protocol();
        if (address == null || protocol == null) {
            out.attributeU32(SVC_FWMARK, key.mark());
            return;
        }
        out.attributeU16(
                SVC_PROTOCOL,
                switch (protocol) {
                    case TCP -> TCP;
                    case UDP -> UDP;
                    case SCTP -> SCTP;
                });
        out.attribute(SVC_ADDR, union(address)).attributeBe16(SVC_PORT, key.port());
    }

    private static @Nullable ServiceKey key(Attributes in) throws NetlinkException {
        int af = in.u16(SVC_AF, 0);
        if (af != AF_INET && af != AF_INET6) {
            return null;
        }
        Family family = af == AF_INET ? Family.INET : Family.INET6;
        if (in.has(SVC_FWMARK)) {
            long mark = in.u32(SVC_FWMARK, 0);
            return mark == 0 ? null : ServiceKey.ofMark(mark, family);
        }
        Protocol protocol =
                switch (in.u16(SVC_PROTOCOL, 0)) {
                    case TCP -> Protocol.TCP;
                    case UDP -> Protocol.UDP;
                    case SCTP -> Protocol.SCTP;
                    default -> null;
                };
        return protocol == null
                ? null
                : new ServiceKey(
                        family,
                        protocol,
                        address(in.atLeast(SVC_ADDR, family == Family.INET ? 4 : 16), family == Family.INET),
                        in.be16(SVC_PORT, 0),
                        0);
    }

    private static void key(MessageWriter out, DestinationKey key) {
        out.attribute(DEST_ADDR, union(key.address()));
        out.attributeBe16(DEST_PORT, key.port());
        out.attributeU16(DEST_ADDR_FAMILY, key.address().getAddress().length == 4 ? AF_INET : AF_INET6);
    }

    /** IPv4: a mask in network byte order; IPv6: a length. */
    private static void netmask(MessageWriter out, KernelService service) {
        if (service.key().family() == Family.INET6) {
            out.attributeU32(SVC_NETMASK, service.prefixLength());
        } else {
            int mask = service.prefixLength() == 0 ? 0 : -1 << 32 - service.prefixLength();
            out.attribute(SVC_NETMASK, ByteBuffer.allocate(4).putInt(mask).array());
        }
    }

    private static int prefixLength(Attributes in, Family family) throws NetlinkException {
        int value = in.s32(SVC_NETMASK, family == Family.INET ? -1 : 128);
        return family == Family.INET ? Integer.bitCount(value) : value;
    }

    private static Traffic traffic(Attributes in, int wide, int narrow) throws NetlinkException {
        boolean has64 = in.has(wide);
        Attributes stats = in.nested(has64 ? wide : narrow);
        long[] values = new long[10];
        for (int i = 0; i < values.length; i++) {
            int type = STATS_CONNS + i;
            ByteBuffer value = stats.bytes(type);
            values[i] = value != null && value.remaining() >= 8 ? stats.u64(type, 0) : stats.u32(type, 0);
        }
        return new Traffic(
                values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8],
                values[9]);
    }

    private static byte[] union(InetAddress address) {
        return Arrays.copyOf(address.getAddress(), ADDRESS_BYTES);
    }

    private static InetAddress address(@Nullable ByteBuffer in, boolean v4) throws NetlinkException {
        if (in == null) {
            throw NetlinkException.malformed("IPVS address: none (expected: 16 bytes)");
        }
        byte[] raw = new byte[v4 ? 4 : ADDRESS_BYTES];
        if (in.remaining() < raw.length) {
            throw NetlinkException.malformed(
                    "IPVS address: " + in.remaining() + " bytes (expected: " + raw.length + ")");
        }
        in.get(raw);
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // its length is right
        }
    }
}
