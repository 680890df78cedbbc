package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Answer;
import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.HeadWriter.Persistence;
import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.proxy.internal.http1.Trailers;
import io.netty.buffer.ByteBuf;

/** The response to the current request of a client, on its way out: as HTTP/1.1, unless a subclass knows better. */
class Reply {
    private final Session session;
    private final Outbox out;
    private boolean begun;
    private boolean exactEnd;
    private boolean chunked;

    Reply(Session session) {
        this.session = session;
        this.out = new Outbox(session.loop, session.channel);
    }

    /** Gets ready for the response to another request. */
    void next() {
        begun = false;
    }

    /** Tells whether something of the final response was sent: no other can be sent instead. */
    boolean isBegun() {
        return begun;
    }

    /** Tells whether the client can see where the body ends without the end of the connection. */
    boolean hasExactEnd() {
        return exactEnd;
    }

    /** Passes an interim response on. */
    void interim(ResponseHead head) {
        ByteBuf to = out.room(head.length() + HeadWriter.ADDED_BYTES);
        int before = to.readableBytes();
        HeadWriter.response(head, false, false, Persistence.DEFAULT, to);
        session.count(Tally.BYTES_OUT, to.readableBytes() - before);
    }

    /** Passes on that the server changes to another protocol. */
    void upgrade(ResponseHead head) {
        ByteBuf to = out.room(head.length() + HeadWriter.ADDED_BYTES);
        int before = to.readableBytes();
        HeadWriter.response(head, false, false, Persistence.UPGRADE, to);
        session.count(Tally.BYTES_OUT, to.readableBytes() - before);
    }

    /**
     * Passes the head of the final response on.
     *
     * @param http11 whether the client speaks HTTP/1.1
     * @param bodiless whether no body follows whatever the head says
     * @param keepAlive whether the connection could stay open but for the body's end
     * @return whether it stays open
     */
    boolean head(ResponseHead head, boolean http11, boolean bodiless, boolean keepAlive) {
        begun = true;
        boolean inChunks = head.isChunked() && http11;
        chunked = inChunks && !bodiless;
        exactEnd = bodiless || inChunks || head.contentLength() >= 0;
        boolean stays = keepAlive && exactEnd;
        Persistence persistence = !stays ? Persistence.CLOSE : http11 ? Persistence.DEFAULT : Persistence.KEEP_ALIVE;
        boolean framed = head.status() >= 200 && head.status() != 204;
        ByteBuf to = out.room(head.length() + HeadWriter.ADDED_BYTES);
        int before = to.readableBytes();
        HeadWriter.response(head, inChunks && framed && head.status() != 304, framed, persistence, to);
        session.count(Tally.BYTES_OUT, to.readableBytes() - before);
        return stays;
    }

    /** Passes {@code n} bytes of the body on. */
    void body(ByteBuf in, int n) {
        session.count(Tally.BYTES_OUT, n);
        out.body(in, n, chunked);
    }

    /** The body is complete; {@code trailers} are left out where the client could not tell them from a body. */
    void end(Trailers trailers) {
        if (chunked) {
            out.lastChunk(trailers);
        }
    }

    /** Sends a response of our own. */
    void own(int status, String text, boolean close, boolean headOnly) {
        ByteBuf bytes = Answer.of(session.channel.alloc(), status, text, close, headOnly);
        session.count(Tally.BYTES_OUT, bytes.readableBytes());
        begun = true;
        exactEnd = true;
        out.whole(bytes);
    }

    void flush() {
        out.flush();
    }

    void discard() {
        out.discard();
    }
}
