package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Body;
import dev.solera.proxy.internal.http1.Limits;
import dev.solera.proxy.internal.http1.RequestHead;
import io.netty.buffer.ByteBuf;

/** The body of the current request of a client, on its way to the server. */
final class Upload {
    private final Body body;
    private boolean done = true;
    private long most;
    private long passed;

    Upload(Limits limits) {
        this.body = new Body(limits);
    }

    /** Gets ready for the body of {@code request}, which may have {@code mostBytes}, 0 for any. */
    void begin(RequestHead request, long mostBytes) {
        most = mostBytes == 0 ? Long.MAX_VALUE : mostBytes;
        passed = 0;
        done = !request.hasBody();
        if (request.isChunked()) {
            body.chunked();
        } else {
            body.length(Math.max(0, request.contentLength()));
        }
    }

    /** Tells whether the body is longer than it may be, as far as is known. */
    boolean isTooLong(RequestHead request) {
        return passed > most || request.contentLength() > most;
    }

    /** Tells whether the body has been passed on as a whole. */
    boolean isDone() {
        return done;
    }

    /** Passes on what there is; returns {@link Body#MORE}, {@link Body#END} or {@link Body#BAD}. */
    int pass(ByteBuf in, Order to) {
        int n = body.next(in);
        while (n > 0) {
            passed += n;
            to.body(in, n);
            n = body.next(in);
        }
        if (n == Body.END) {
            done = true;
            to.end(body.trailers());
        }
        return n;
    }
}
