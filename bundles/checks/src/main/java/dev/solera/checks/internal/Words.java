package dev.solera.checks.internal;

import io.netty.channel.ChannelException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Failures as an operator would say them. What a server sent is never repeated unchecked: it could forge lines in a log. */
final class Words {
    private static final int LONGEST = 120;

    private Words() {}

    static Finding ofConnectFailure(Throwable cause) {
        String text = text(cause).toLowerCase(Locale.ROOT);
        if (cause instanceof BindException || text.contains("cannot assign requested address")) {
            return Finding.nothing("SOCKERR", "no local address or port left to connect from");
        }
        if (text.contains("too many open files") || cause instanceof ChannelException) {
            return Finding.nothing("SOCKERR", "cannot open a socket: " + text(root(cause)));
        }
        if (cause instanceof NoRouteToHostException || text.contains("no route to host")) {
            return Finding.fail("L4CON", "no route to host");
        }
        if (text.contains("network is unreachable")) {
            return Finding.fail("L4CON", "network unreachable");
        }
        if (text.contains("connection refused")) {
            return Finding.fail("L4CON", "connection refused");
        }
        if (text.contains("connection reset")) {
            return Finding.fail("L4CON", "connection reset by the server while connecting");
        }
        return cause instanceof ConnectException || cause instanceof SocketException || cause instanceof IOException
                ? Finding.fail("L4CON", "cannot connect: " + text(cause))
                : Finding.nothing("SOCKERR", "cannot connect: " + text(cause));
    }

    static Finding ofTlsFailure(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return closedIn(Phase.TLS);
        }
        if (cause instanceof NotSslRecordException) {
            return Finding.fail("L6RSP", "the server does not speak TLS");
        }
        if (cause instanceof SSLException) {
            Throwable root = root(cause);
            return Finding.fail(
                    "L6RSP",
                    root instanceof CertificateException || text(cause).contains("PKIX")
                            ? "certificate refused: " + text(root)
                            : "TLS handshake failed: " + text(cause));
        }
        return ofFailure(Phase.TLS, cause);
    }

    static Finding ofFailure(Phase phase, Throwable cause) {
        String text = text(cause).toLowerCase(Locale.ROOT);
        if (text.contains("connection reset") || text.contains("broken pipe")) {
            return Finding.fail(phase.failureCode(), "connection reset by the server " + phase.words());
        }
        return Finding.fail(phase.failureCode(), "failed " + phase.words() + ": " + text(cause));
    }

    static Finding closedIn(Phase phase) {
        return Finding.fail(phase.failureCode(), "connection closed by the server " + phase.words());
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String oneLine = message.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return oneLine.length() <= LONGEST ? oneLine : oneLine.substring(0, LONGEST) + "...";
    }
}
