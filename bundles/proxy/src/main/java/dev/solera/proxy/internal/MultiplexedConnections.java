package dev.solera.proxy.internal;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The connections in HTTP/2 from one event loop to one real server, and the requests that wait for one. Connections are opened one at a time,
 * and only while none that is there has room. Used by its loop's thread alone.
 */
final class MultiplexedConnections {
    private final Loop loop;
    private final LiveReal real;
    private final List<MultiplexedConnection> open = new ArrayList<>(1);
    private final ArrayDeque<HttpSession> waiting = new ArrayDeque<>(0);
    private final Wheel.Alarm deadline;
    private @Nullable Dial dial;
    /** Opened, but the server has not said yet that it speaks HTTP/2. */
    private @Nullable MultiplexedConnection coming;

    private boolean serving;

    MultiplexedConnections(Loop loop, LiveReal real) {
        this.loop = loop;
        this.real = real;
        this.deadline = loop.wheel().alarm(this::attemptFailed);
    }

    /** Gives {@code session} a stream, at once or when there is one. */
    void ask(HttpSession session) {
        MultiplexedConnection free = waiting.isEmpty() ? find(session.roster()) : null;
        if (free != null) {
            session.streamReady(free);
            return;
        }
        waiting.addLast(session);
        session.waitForConnection(() -> waiting.remove(session));
        serve();
    }

    private @Nullable MultiplexedConnection find(Roster roster) {
        for (int i = open.size() - 1; i >= 0; i--) {
            MultiplexedConnection candidate = open.get(i);
            if (!candidate.leadsTo(real)) {
                candidate.retire();
            } else if (candidate.hasRoom(roster)) {
                return candidate;
            }
        }
        return null;
    }

    /** Gives streams to those who wait, in the order they came, and opens a connection if somebody is left. */
    void serve() {
        if (serving) {
            return;
        }
        serving = true;
        try {
            HttpSession first = waiting.peekFirst();
            while (first != null) {
                MultiplexedConnection free = find(first.roster());
                if (free == null) {
                    open(first.roster());
                    return;
                }
                waiting.removeFirst();
                first.stopWaitingForConnection();
                first.streamReady(free);
                first = waiting.peekFirst();
            }
        } finally {
            serving = false;
        }
    }

    private void open(Roster to) {
        if (dial != null) {
            return;
        }
        MultiplexedConnection made = new MultiplexedConnection(this, loop, real, to.tls);
        Dial begun = new Dial(loop, real, to, null, connection -> dialled(connection, to));
        dial = begun;
        coming = made;
        deadline.in(to.connectNanos);
        begun.begin(false, made.handlers());
    }

    private void dialled(@Nullable Channel connection, Roster to) {
        if (connection == null) {
            attemptFailed();
            return;
        }
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls != null && to.tls != null && !ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            to.tls.result(
                    real.toString(),
                    new SSLHandshakeException("no h2 by ALPN (expected: a server that speaks HTTP/2)"));
            attemptFailed();
        }
    }

    /** {@code connection} can be used. */
    void opened(MultiplexedConnection connection) {
        if (coming != connection) {
            connection.close(); // given up meanwhile
            return;
        }
        dial = null;
        coming = null;
        deadline.off();
        real.trouble("");
        open.add(connection);
        HttpSession first = waiting.peekFirst();
        if (first != null) {
            first.countServer(Tally.TOTAL, 1);
        }
        serve();
    }

    /** {@code connection} takes no more streams. */
    void retired(MultiplexedConnection connection) {
        open.remove(connection);
    }

    /** {@code connection} has ended before it could be used. */
    void failed(MultiplexedConnection connection) {
        if (coming == connection) {
            attemptFailed();
        }
    }

    private void attemptFailed() {
        Dial attempt = dial;
        MultiplexedConnection without = coming;
        dial = null;
        coming = null;
        deadline.off();
        if (attempt != null) {
            attempt.giveUp();
        }
        if (without != null && !without.problem().isEmpty()) {
            real.trouble("http/2 to " + real + ": " + without.problem());
        }
        List<HttpSession> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(HttpSession::connectFailed);
    }

    /** Lets all end when nothing is under way on them. */
    void retireAll() {
        List.copyOf(open).forEach(MultiplexedConnection::retire);
    }
}
