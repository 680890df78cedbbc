package dev.solera.proxy.internal;

import dev.solera.api.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams that come to one socket of a listener. All of one client go to one server, over a socket of its own, until both were
 * silent or as many answers came as were to be expected; who cannot be served gets no answer, as is the way of UDP. Used by its
 * loop's thread alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class DatagramRelay extends ChannelInboundHandlerAdapter {
    /** Datagrams of one client that wait for its socket to be connected. */
    private static final int MOST_EARLY = 16;

    private final DatagramDoor door;
    private final Loop loop;
    private final Admission admission;
    private final Map<InetSocketAddress, Conversation> conversations = new HashMap<>();
    /** Those that have something to send. */
    private final List<Conversation> touched = new ArrayList<>();

    private @Nullable Channel channel;

    DatagramRelay(DatagramDoor door, Loop loop, Admission admission) {
        this.door = door;
        this.loop = loop;
        this.admission = admission;
    }

    void channel(Channel listening) {
        channel = listening;
    }

    void start() {
        Channel listening = channel;
        if (listening != null) {
            listening.config().setAutoRead(true);
        }
    }

    void close() {
        loop.executor().execute(() -> {
            Channel listening = channel;
            if (listening != null) {
                listening.close();
            }
            List.copyOf(conversations.values()).forEach(Conversation::end);
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        InetSocketAddress client = packet.sender();
        Entrance.Owner to = door.owner();
        Conversation known = conversations.get(client);
        if (known != null && (to == null || !known.isStillRight(to.service()))) {
            known.end();
            known = null;
        }
        if (known == null && to != null) {
            known = begin(client, packet.recipient(), to.service());
        }
        if (known == null) {
            packet.release();
        } else {
            known.fromClient(packet.content());
        }
    }

    private @Nullable Conversation begin(InetSocketAddress client, InetSocketAddress at, LiveService service) {
        LiveGroup group = service.wiring().group;
        if (group == null || client.getPort() == 0 || !admission.enterQuietly(service)) {
            return null;
        }
        int most = service.spec().inbound().maxPerSource();
        InetAddress counted = most > 0 ? client.getAddress() : null;
        boolean entered = counted == null || service.sources.enter(counted, most);
        LiveReal real = entered ? group.picker(loop).take(loop.flow().of(client, at), List.of()) : null;
        if (real == null) {
            service.tally.add(loop, Tally.ERRORS, 1);
            if (entered && counted != null) {
                service.sources.leave(counted);
            }
            admission.leave(service);
            return null;
        }
        Conversation made = new Conversation(client, service, group, real, counted);
        conversations.put(client, made);
        made.connect();
        return made;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        touched.forEach(Conversation::flush);
        touched.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A client that is gone, said by ICMP: others are not concerned.
    }

    /** What goes on between one client and its server. */
    private final class Conversation extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress client;
        private final LiveService service;
        private final LiveGroup group;
        private final LiveReal real;
        private final @Nullable InetAddress counted;
        private final Inbound.Datagrams bounds;
        private final Wheel.Alarm silence = loop.wheel().alarm(this::end);
        private final InetSocketAddress server;
        private Roster roster;
        private @Nullable Channel toServer;
        private @Nullable List<ByteBuf> early = new ArrayList<>(1);
        private long expected;
        private boolean ended;

        Conversation(
                InetSocketAddress client,
                LiveService service,
                LiveGroup group,
                LiveReal real,
                @Nullable InetAddress counted) {
            this.client = client;
            this.service = service;
            this.group = group;
            this.real = real;
            this.counted = counted;
            this.bounds = service.spec().inbound().datagrams();
            this.server = real.spec().address();
            this.roster = group.roster();
            service.tally.add(loop, Tally.TOTAL, 1);
            service.tally.add(loop, Tally.ACTIVE, 1);
            count(Tally.TOTAL, 1);
            count(Tally.ACTIVE, 1);
        }

        private void count(int counter, long n) {
            real.tally.add(loop, counter, n);
            group.tally.add(loop, counter, n);
        }

        /** Tells whether the client's next datagram is to go where the last one went. */
        boolean isStillRight(LiveService now) {
            if (now != service || now.wiring().group != group) {
                return false;
            }
            Roster current = group.roster();
            if (current != roster) {
                if (current.members.indexOf(real) < 0
                        || !server.equals(real.spec().address())) {
                    return false;
                }
                roster = current;
            }
            return true;
        }

        void connect() {
            Channel made;
            try {
                made = loop.sockets().datagrams(server, false);
            } catch (RuntimeException e) {
                failed(); // no open files left, say
                return;
            }
            toServer = made;
            made.pipeline().addLast(this);
            loop.executor().register(made);
            made.connect(server).addListener(f -> {
                List<ByteBuf> waiting = early;
                early = null;
                if (!f.isSuccess() || ended) {
                    if (waiting != null) {
                        waiting.forEach(ByteBuf::release);
                    }
                    failed();
                    return;
                }
                if (waiting != null) {
                    waiting.forEach(made::write);
                    made.flush();
                }
            });
        }

        private void failed() {
            if (!ended) {
                count(Tally.ERRORS, 1);
                service.tally.add(loop, Tally.ERRORS, 1);
                end();
            }
        }

        void fromClient(ByteBuf bytes) {
            service.tally.add(loop, Tally.REQUESTS, 1);
            service.tally.add(loop, Tally.BYTES_IN, bytes.readableBytes());
            count(Tally.REQUESTS, 1);
            count(Tally.BYTES_IN, bytes.readableBytes());
            silence.in(LiveService.Wiring.nanos(bounds.silence()));
            expected += bounds.responses();
            Channel to = toServer;
            List<ByteBuf> waiting = early;
            if (to == null || ended || waiting != null && waiting.size() >= MOST_EARLY) {
                bytes.release();
            } else if (waiting != null) {
                waiting.add(bytes);
            } else {
                to.write(bytes);
                touched.add(this);
            }
        }

        void flush() {
            Channel to = toServer;
            if (to != null) {
                to.flush();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
            Channel listening = channel;
            if (listening == null || !listening.isActive()) {
                bytes.release();
                return;
            }
            service.tally.add(loop, Tally.BYTES_OUT, bytes.readableBytes());
            count(Tally.BYTES_OUT, bytes.readableBytes());
            silence.in(LiveService.Wiring.nanos(bounds.silence()));
            listening.write(new DatagramPacket(bytes, client), listening.voidPromise());
            expected--;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            Channel listening = channel;
            if (listening != null) {
                listening.flush();
            }
            if (bounds.responses() > 0 && expected <= 0) {
                end();
            }
        }

        /** Nobody takes what the server is sent there, said by ICMP. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failed();
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            silence.drop();
            conversations.remove(client, this);
            Channel to = toServer;
            if (to != null) {
                to.close();
            }
            service.tally.add(loop, Tally.ACTIVE, -1);
            count(Tally.ACTIVE, -1);
            group.release(real, loop);
            if (counted != null) {
                service.sources.leave(counted);
            }
            admission.leave(service);
        }
    }
}
