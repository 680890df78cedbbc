package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The listening sockets of one address: one on each event loop, or one for all where ports cannot be shared. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Door implements Entrance {
    /** How long a door still takes what already waits in its backlog after it was given up. */
    private static final long LAST_CALL_MILLIS = 50;

    private static final long BIND_SECONDS = 4;

    private final InetSocketAddress local;
    private final List<Acceptor> acceptors;
    private final List<Loop> loops;
    private final Admission admission;
    /** Who accepts in the place of a stuck event loop, by its number. */
    private final AtomicReferenceArray<@Nullable StandIn> standIns;

    private volatile @Nullable Owner owner;

    private Door(InetSocketAddress local, List<Acceptor> acceptors, List<Loop> loops, Admission admission) {
        this.local = local;
        this.acceptors = acceptors;
        this.loops = loops;
        this.admission = admission;
        this.standIns = new AtomicReferenceArray<>(loops.size());
    }

    /**
     * Listens, without accepting yet.
     *
     * @throws IOException in an operator's words: why it cannot
     */
    static Door open(InetSocketAddress address, List<Loop> loops, Admission admission) throws IOException {
        if (loops.get(0).sockets().sharesPorts() && address.getPort() != 0) {
            probe(address);
        }
        List<Acceptor> acceptors = new ArrayList<>();
        InetSocketAddress local = address;
        int sockets = loops.get(0).sockets().sharesPorts() ? loops.size() : 1;
        try {
            for (int i = 0; i < sockets; i++) {
                Acceptor acceptor = new Acceptor(loops, i, admission);
                acceptors.add(acceptor);
                local = acceptor.bind(local);
            }
        } catch (IOException e) {
            acceptors.forEach(Acceptor::close);
            throw new IOException(reason(address, e), e);
        }
        Door door = new Door(local, acceptors, loops, admission);
        acceptors.forEach(a -> a.door(door));
        return door;
    }

    /** Finds out whether somebody else listens there: sockets that share ports would silently share it with him. */
    private static void probe(InetSocketAddress address) throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(address);
        } catch (BindException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("in use")) {
                throw new IOException(reason(address, e), e);
            }
            // Not on this host: IP_FREEBIND takes it.
        } catch (IOException e) {
            throw new IOException(reason(address, e), e);
        }
    }

    private static String reason(InetSocketAddress address, IOException e) {
        String message = String.valueOf(e.getMessage());
        String why = message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
        return "cannot listen on " + Addresses.text(address) + ": " + why.toLowerCase(Locale.ROOT);
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
        resume();
    }

    @Override
    public void resume() {
        acceptors.forEach(Acceptor::resume);
        for (int i = 0; i < standIns.length(); i++) {
            StandIn standIn = standIns.get(i);
            if (standIn != null) {
                standIn.acceptor.resume();
            }
        }
    }

    @Override
    public void standIn(Loop stuck, Loop by) {
        int index = stuck.index();
        if (index >= acceptors.size() || standIns.get(index) != null) {
            return;
        }
        Acceptor acceptor = Acceptor.inPlaceOf(acceptors.get(index), loops, by.index(), admission);
        if (acceptor != null && !standIns.compareAndSet(index, null, new StandIn(by, acceptor))) {
            acceptor.leave();
        }
    }

    @Override
    public void endStandIn(int index, @Nullable Loop by) {
        StandIn standIn = standIns.get(index);
        if (standIn != null && (by == null || standIn.by == by) && standIns.compareAndSet(index, standIn, null)) {
            standIn.by.executor().execute(standIn.acceptor::leave);
        }
    }

    private void endStandIns() {
        for (int i = 0; i < standIns.length(); i++) {
            endStandIn(i, null);
        }
    }

    @Override
    public void close() {
        endStandIns();
        acceptors.forEach(a -> a.closeIn(LAST_CALL_MILLIS));
    }

    @Override
    public void closeNow() {
        endStandIns();
        acceptors.forEach(Acceptor::close);
    }

    private record StandIn(Loop by, Acceptor acceptor) {}

    static InetSocketAddress bound(Channel channel, InetSocketAddress address) throws IOException {
        ChannelFuture bound = channel.bind(address);
        if (!bound.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no answer from the event loop within " + BIND_SECONDS + " s");
        }
        if (bound.cause() != null) {
            throw bound.cause() instanceof IOException io ? io : new IOException(bound.cause());
        }
        return (InetSocketAddress) ((ServerChannel) channel).localAddress();
    }
}
