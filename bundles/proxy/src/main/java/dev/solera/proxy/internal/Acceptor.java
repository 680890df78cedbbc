package dev.solera.proxy.internal;

import dev.solera.api.Inbound;
import dev.solera.api.Mode;
import dev.solera.proxy.internal.tls.Doorman;
import dev.solera.proxy.internal.tls.Termination;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listening socket. Connections stay on its event loop; where there is one for all, they go round. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Acceptor extends ChannelInboundHandlerAdapter {
    /** Pause after the system refused to give another connection: no open files left, say. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<Loop> loops;
    private final Loop home;
    private final Admission admission;
    /** Accepted beyond a limit, in the moment before accepting stopped; not read from. */
    private final ArrayDeque<Channel> parked = new ArrayDeque<>();

    private volatile @Nullable Channel channel;
    private volatile @Nullable Door door;
    private int turn;
    private boolean resuming;

    Acceptor(List<Loop> loops, int index, Admission admission) {
        this.loops = loops;
        this.home = loops.get(index);
        this.admission = admission;
    }

    InetSocketAddress bind(InetSocketAddress address) throws IOException {
        try {
            Channel made = home.sockets().listening(address);
            channel = made;
            made.pipeline().addLast(this);
            ChannelFuture registered = home.executor().register(made);
            if (!registered.awaitUninterruptibly(4, TimeUnit.SECONDS) || registered.cause() != null) {
                throw new IOException("the event loop does not answer", registered.cause());
            }
            return Door.bound(made, address);
        } catch (RuntimeException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes connections for whoever owns {@code opened}. */
    void door(Door opened) {
        door = opened;
    }

    /**
     * Accepts on {@code home}, too, what waits at another acceptor's socket, whose event loop is stuck. Called on it.
     *
     * @return null when that cannot be
     */
    static @Nullable Acceptor inPlaceOf(Acceptor stuck, List<Loop> loops, int home, Admission admission) {
        Channel listening = stuck.channel;
        Channel second = listening == null || !listening.isOpen()
                ? null
                : loops.get(home).sockets().second(listening);
        if (second == null) {
            return null;
        }
        Acceptor made = new Acceptor(loops, home, admission);
        made.door = stuck.door;
        made.channel = second;
        second.pipeline().addLast(made);
        loops.get(home).executor().register(second);
        return made;
    }

    /** Leaves the socket to the acceptor it belongs to. Called on its loop. */
    void leave() {
        Channel second = channel;
        channel = null;
        admitParked();
        parked.forEach(child -> child.unsafe().closeForcibly());
        parked.clear();
        if (second != null) {
            second.deregister();
        }
    }

    void resume() {
        home.executor().execute(this::admitAndAccept);
    }

    private void resumeHere() {
        resuming = false;
        admitAndAccept();
    }

    private void admitAndAccept() {
        admitParked();
        Channel listening = channel;
        if (parked.isEmpty() && listening != null) {
            listening.config().setAutoRead(true);
        }
    }

    void close() {
        home.executor().execute(this::closeHere);
    }

    void closeIn(long millis) {
        var unused = home.executor().schedule(this::closeHere, millis, TimeUnit.MILLISECONDS);
    }

    private void closeHere() {
        Channel listening = channel;
        if (listening != null) {
            listening.close();
        }
        parked.forEach(child -> child.unsafe().closeForcibly());
        parked.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        if (!parked.isEmpty() || !admit(child)) {
            parked.add(child);
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void admitParked() {
        while (!parked.isEmpty() && admit(parked.getFirst())) {
            parked.removeFirst();
        }
    }

    /** Starts the session of {@code child}; returns false when there is no room yet. */
    private boolean admit(Channel child) {
        Door open = door;
        Entrance.Owner to = open == null ? null : open.owner();
        if (to == null) {
            child.unsafe().closeForcibly();
            return true;
        }
        LiveService service = to.service();
        Termination tls = to.tls();
        long wait = tls == null ? 0 : tls.pace().take(System.nanoTime());
        if (wait > 0) {
            resumeIn(wait);
            return false;
        }
        if (!admission.enter(service)) {
            return false;
        }
        Loop loop = home.sockets().sharesPorts() ? home : loops.get(turn++ % loops.size());
        loop.tune(child);
        child.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        Mode mode = service.spec().mode();
        boolean readsOn = mode != Mode.TCP; // else not until there is a server to send to
        Session session =
                switch (mode) {
                    case HTTP -> new HttpSession(loop, child, service, admission);
                    case TCP -> new TcpSession(loop, child, service, admission);
                    case HEALTH -> new HealthSession(loop, child, service, admission);
                };
        Inbound inbound = service.spec().inbound();
        if (inbound.header() != Inbound.Header.OFF) {
            child.pipeline().addLast(new Introduction(session, inbound, tls != null || readsOn));
        }
        if (tls != null) {
            Doorman.stand(child.pipeline(), tls, readsOn);
        } else if (mode == Mode.TCP && service.wiring().byHost != null) {
            child.pipeline().addLast(new HostInspector(session));
        } else {
            child.config().setAutoRead(readsOn);
        }
        child.pipeline().addLast(Session.HANDLER, session);
        ChannelFuture registered = loop.executor().register(child);
        registered.addListener(f -> {
            if (!f.isSuccess()) {
                child.unsafe().closeForcibly();
                session.finish();
            }
        });
        return true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channel listening = ctx.channel();
        if (listening.config().isAutoRead()) {
            listening.config().setAutoRead(false);
            resumeIn(PAUSE_NANOS);
        }
    }

    /** Called on the home loop. However often it is asked for, one try is to come. */
    private void resumeIn(long nanos) {
        if (!resuming) {
            resuming = true;
            var unused = home.executor().schedule(this::resumeHere, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
