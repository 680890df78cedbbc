package dev.solera.proxy.internal.http1;

import io.netty.buffer.ByteBuf;

/**
 * Writes heads on to the next hop: what came, byte for byte, without the fields that concern one hop only (RFC 9110 §7.6.1), and
 * with those of our own.
 */
public final class HeadWriter {
    /** A bound for what is added to a head, beside the lines handed in. */
    public static final int ADDED_BYTES = 128;

    private static final byte[] HTTP_1_1_SPACE = Chars.ascii("HTTP/1.1 ");
    private static final byte[] SPACE_HTTP_1_1 = Chars.ascii(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = Chars.ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Chars.ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Chars.ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Chars.ascii("Connection: Upgrade\r\n");
    private static final byte[] HOST = Chars.ascii("Host: ");

    private HeadWriter() {}

    /** What a response says about the connection it comes on. */
    public enum Persistence {
        /** Nothing: HTTP/1.1 goes on. */
        DEFAULT,
        CLOSE,
        KEEP_ALIVE,
        UPGRADE
    }

    /**
     * Writes a request.
     *
     * @param host sent as {@code Host} when the request has none
     * @param dropXForwarded leave out the client's {@code X-Forwarded-For} and {@code -Proto}
     * @param dropForwarded leave out the client's {@code Forwarded}
     * @param dropSubject leave out the client's {@code X-Client-Subject}
     * @param own lines of our own, each with its CRLF
     */
    public static void request(
            RequestHead head,
            byte[] host,
            boolean dropXForwarded,
            boolean dropForwarded,
            boolean dropSubject,
            byte[] own,
            ByteBuf out) {
        byte[] b = head.bytes;
        out.writeBytes(b, head.methodStart(), head.methodEnd() + 1 - head.methodStart());
        int path = head.pathStart();
        if (head.lacksPath()) {
            // RFC 9112 §3.2.1, §3.2.4: an empty path is "/", and that of OPTIONS without a query is "*"
            out.writeByte(path == head.targetEnd() && head.isOptions() ? '*' : '/');
        }
        out.writeBytes(b, path, head.targetEnd() - path);
        out.writeBytes(SPACE_HTTP_1_1);
        boolean upgrade = head.isUpgrade();
        int run = 0;
        int runEnd = 0;
        for (int i = 0; i < head.count; i++) {
            if (isPassedOn(head, i, dropXForwarded, dropForwarded, dropSubject, upgrade)) {
                if (runEnd != head.lineStart(i)) {
                    out.writeBytes(b, run, runEnd - run);
                    run = head.lineStart(i);
                }
                runEnd = head.lineEnd(i);
            }
        }
        out.writeBytes(b, run, runEnd - run);
        if (!head.hasHost()) {
            out.writeBytes(HOST);
            if (head.isAbsolute()) {
                out.writeBytes(b, head.authorityStart(), path - head.authorityStart());
            } else {
                out.writeBytes(host);
            }
            out.writeByte('\r').writeByte('\n');
        }
        if (head.isChunked()) {
            out.writeBytes(CHUNKED);
        }
        if (upgrade) {
            out.writeBytes(UPGRADE);
        }
        out.writeBytes(own);
        out.writeByte('\r').writeByte('\n');
    }

    private static boolean isPassedOn(
            RequestHead head,
            int i,
            boolean dropXForwarded,
            boolean dropForwarded,
            boolean dropSubject,
            boolean upgrade) {
        return switch (head.field(i)) {
            case HOST, CONTENT_LENGTH -> true;
            case UPGRADE -> upgrade;
            case EXPECT -> head.expectsContinue();
            case X_FORWARDED_FOR, X_FORWARDED_PROTO -> !dropXForwarded;
            case FORWARDED -> !dropForwarded;
            case X_CLIENT_SUBJECT -> !dropSubject && !head.isNamedInConnection(i);
            case OTHER -> !head.isNamedInConnection(i);
            default -> false;
        };
    }

    /** Hands on the fields of a request that concern more than one hop, but {@code Host}. */
    public static void passedOn(
            RequestHead head, boolean dropXForwarded, boolean dropForwarded, boolean dropSubject, FieldTaker to) {
        for (int i = 0; i < head.count; i++) {
            if (head.field(i) != Field.HOST && isPassedOn(head, i, dropXForwarded, dropForwarded, dropSubject, false)) {
                to.take(head.bytes, head.lineStart(i), head.nameEnd(i), head.valueStart(i), head.valueEnd(i));
            }
        }
    }

    /** Takes header fields one by one, as positions in {@code bytes}. */
    @FunctionalInterface
    public interface FieldTaker {
        void take(byte[] bytes, int name, int nameEnd, int value, int valueEnd);
    }

    /**
     * Hands on the fields of a response that concern more than one hop.
     *
     * @param lengthKept whether {@code Content-Length} means something
     */
    public static void passedOn(ResponseHead head, boolean lengthKept, FieldTaker to) {
        for (int i = 0; i < head.count; i++) {
            if (isPassedOn(head, i, lengthKept, false)) {
                to.take(head.bytes, head.lineStart(i), head.nameEnd(i), head.valueStart(i), head.valueEnd(i));
            }
        }
    }

    private static boolean isPassedOn(ResponseHead head, int i, boolean lengthKept, boolean upgradeKept) {
        Field field = head.field(i);
        return switch (field) {
            case CONTENT_LENGTH -> lengthKept;
            case UPGRADE -> upgradeKept;
            // Proxy-Authenticate and the like are the server's own; only Proxy-Connection is about a hop.
            case PROXY -> head.nameEnd(i) - head.lineStart(i) != "Proxy-Connection".length();
            default -> !field.isHopByHop() && !head.isNamedInConnection(i);
        };
    }

    /**
     * Writes a response.
     *
     * @param chunked whether the body is sent in chunks
     * @param lengthKept whether {@code Content-Length} means something
     */
    public static void response(
            ResponseHead head, boolean chunked, boolean lengthKept, Persistence persistence, ByteBuf out) {
        byte[] b = head.bytes;
        out.writeBytes(HTTP_1_1_SPACE);
        out.writeBytes(b, head.statusStart(), head.statusLineEnd() - head.statusStart());
        if (head.statusLineEnd() - head.statusStart() == 3) {
            out.writeByte(' '); // RFC 9112 §4: the space stands there even without a reason
        }
        out.writeByte('\r').writeByte('\n');
        int run = 0;
        int runEnd = 0;
        for (int i = 0; i < head.count; i++) {
            if (isPassedOn(head, i, lengthKept, persistence == Persistence.UPGRADE)) {
                if (runEnd != head.lineStart(i)) {
                    out.writeBytes(b, run, runEnd - run);
                    run = head.lineStart(i);
                }
                runEnd = head.lineEnd(i);
            }
        }
        out.writeBytes(b, run, runEnd - run);
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        switch (persistence) {
            case CLOSE -> out.writeBytes(CLOSE);
            case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
            case UPGRADE -> out.writeBytes(UPGRADE);
            case DEFAULT -> {}
        }
        out.writeByte('\r').writeByte('\n');
    }
}
