package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sockets that take datagrams at one address: one on each event loop, of which the kernel always chooses the same for one client. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class DatagramDoor implements Entrance {
    private static final long BIND_SECONDS = 4;

    private final List<DatagramRelay> relays = new ArrayList<>();
    private InetSocketAddress local;
    private volatile @Nullable Owner owner;

    private DatagramDoor(InetSocketAddress address) {
        this.local = address;
    }

    /**
     * Listens, without taking anything yet.
     *
     * @throws IOException in an operator's words: why it cannot
     */
    static DatagramDoor open(InetSocketAddress address, List<Loop> loops, Admission admission) throws IOException {
        DatagramDoor door = new DatagramDoor(address);
        try {
            if (loops.get(0).sockets().sharesPorts() && address.getPort() != 0) {
                probe(address);
            }
            int sockets = loops.get(0).sockets().sharesPorts() ? loops.size() : 1;
            for (int i = 0; i < sockets; i++) {
                DatagramRelay relay = new DatagramRelay(door, loops.get(i), admission);
                door.relays.add(relay);
                door.local = bind(relay, loops.get(i), door.local);
            }
            return door;
        } catch (IOException e) {
            door.closeNow();
            String message = String.valueOf(e.getMessage());
            String why = message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
            throw new IOException(
                    "cannot listen on " + Addresses.text(address) + "/udp: " + why.toLowerCase(Locale.ROOT), e);
        }
    }

    /** Finds out whether somebody else listens there: sockets that share ports would silently share it with him. */
    private static void probe(InetSocketAddress address) throws IOException {
        try (java.nio.channels.DatagramChannel probe = java.nio.channels.DatagramChannel.open()) {
            probe.bind(address);
        } catch (java.net.BindException e) {
            if (String.valueOf(e.getMessage()).contains("in use")) {
                throw e;
            }
            // Not on this host: IP_FREEBIND takes it.
        }
    }

    private static InetSocketAddress bind(DatagramRelay relay, Loop loop, InetSocketAddress address)
            throws IOException {
        Channel channel = loop.sockets().datagrams(address, true);
        relay.channel(channel);
        channel.pipeline().addLast(relay);
        await(loop.executor().register(channel));
        await(channel.bind(address));
        return (InetSocketAddress) channel.localAddress();
    }

    private static void await(ChannelFuture done) throws IOException {
        if (!done.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no answer from the event loop within " + BIND_SECONDS + " s");
        }
        if (done.cause() != null) {
            throw done.cause() instanceof IOException io ? io : new IOException(done.cause());
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public @Nullable Owner owner() {
        return owner;
    }

    @Override
    public void owner(Owner next) {
        owner = next;
        relays.forEach(DatagramRelay::start);
    }

    @Override
    public void close() {
        closeNow();
    }

    @Override
    public void closeNow() {
        relays.forEach(DatagramRelay::close);
    }
}
