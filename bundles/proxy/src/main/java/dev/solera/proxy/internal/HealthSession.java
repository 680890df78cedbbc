package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Answer;
import dev.solera.spi.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A probe of an outer load balancer: an HTTP request is answered 200, anything else, silence included, {@code OK}. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class HealthSession extends Session {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(5);

    private boolean answered;

    HealthSession(Loop loop, Channel channel, LiveService service, Admission admission) {
        super(loop, channel, service, admission);
    }

    @Override
    void opened() {
        count(Tally.REQUESTS, 1);
        alarm.in(WAIT_NANOS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        count(Tally.BYTES_IN, in.readableBytes());
        boolean http = isHttp(in);
        boolean head = http && in.getByte(in.readerIndex()) == 'H';
        ReferenceCountUtil.release(message);
        if (http) {
            answer(Answer.of(channel.alloc(), 200, "OK", true, head));
        } else {
            answer(Unpooled.copiedBuffer("OK", StandardCharsets.US_ASCII));
        }
    }

    /** Tells whether it begins like a request line: a method in capitals and a space, or so much of one. */
    private static boolean isHttp(ByteBuf in) {
        int n = Math.min(in.readableBytes(), 8);
        for (int i = 0; i < n; i++) {
            byte b = in.getByte(in.readerIndex() + i);
            if (b == ' ') {
                return i >= 3;
            }
            if (b < 'A' || b > 'Z') {
                return false;
            }
        }
        return n >= 3;
    }

    private void answer(ByteBuf bytes) {
        if (answered) {
            bytes.release();
            return;
        }
        answered = true;
        count(Tally.BYTES_OUT, bytes.readableBytes());
        alarm.in(END_NANOS);
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    void timedOut() {
        if (answered) {
            channel.close();
        } else {
            answer(Unpooled.copiedBuffer("OK", StandardCharsets.US_ASCII));
        }
    }

    @Override
    Flow flow() {
        return loop.flow().of(this, null);
    }

    @Override
    void assigned(LiveReal server) {
        throw new IllegalStateException("mode health has no servers");
    }

    @Override
    void connected(Channel server) {
        throw new IllegalStateException("mode health has no servers");
    }

    @Override
    void unavailable(String why) {
        channel.close();
    }

    @Override
    void closed() {}
}
