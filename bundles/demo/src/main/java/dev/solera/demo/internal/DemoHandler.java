package dev.solera.demo.internal;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a demo server. A body that comes with a request goes back as it comes, piece by piece, so its
 * length costs no memory; a request without one is answered with the server's name.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class DemoHandler extends ChannelInboundHandlerAdapter {

    private static final String SERVER_HEADER = "X-Server";

    private final DemoServer server;
    private final DemoServers siblings;
    /** What the decoder had ready while an answer was delayed; no more than one read, for reading stops meanwhile. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private boolean delayed;
    private boolean echoing;
    private boolean keepAlive;
    /** The answer that goes out when its request has been read to the end; null while its body is echoed. */
    private @Nullable FullHttpResponse answer;

    DemoHandler(DemoServer server, DemoServers siblings) {
        this.server = server;
        this.siblings = siblings;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (delayed) {
            waiting.add(message);
        } else {
            handle(context, message, server.behaviour().delayMillis());
        }
    }

    private void handle(ChannelHandlerContext context, Object message, long delayMillis) {
        if (message instanceof HttpRequest request) {
            if (delayMillis > 0 && !isControl(request)) {
                waiting.addFirst(message);
                delay(context, delayMillis);
                return;
            }
            begin(context, request);
        }
        if (message instanceof HttpContent content) {
            body(context, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            keepAlive = false;
            answer = text(HttpResponseStatus.BAD_REQUEST, "not HTTP/1.1\n");
            return;
        }
        boolean leaving = server.isLeaving();
        keepAlive = HttpUtil.isKeepAlive(request) && !leaving;
        if (isControl(request)) {
            answer = control(context, request.method(), new QueryStringDecoder(request.uri()));
            return;
        }
        HttpResponseStatus status = leaving && request.uri().equals("/healthz")
                ? HttpResponseStatus.SERVICE_UNAVAILABLE
                : HttpResponseStatus.valueOf(server.behaviour().status());
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        if (hasBody(request) && bodyAllowed(status)) {
            echo(context, request, status);
        } else {
            answer = text(status, status.code() == 200 ? server.name() + "\n" : server.name() + " " + status + "\n");
        }
    }

    private static boolean isControl(HttpRequest request) {
        String uri = request.uri();
        return uri.equals("/_demo") || uri.startsWith("/_demo?");
    }

    private void delay(ChannelHandlerContext context, long millis) {
        delayed = true;
        context.channel().config().setAutoRead(false);
        context.executor().schedule(() -> resume(context), millis, TimeUnit.MILLISECONDS);
    }

    private void resume(ChannelHandlerContext context) {
        delayed = false;
        long delayMillis = 0; // the first one has waited
        Object message;
        while (!delayed && (message = waiting.poll()) != null) {
            handle(context, message, delayMillis);
            delayMillis = server.behaviour().delayMillis();
        }
        context.flush();
        if (!delayed) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }
    }

    private void echo(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        head.headers().set(SERVER_HEADER, server.name());
        String type = request.headers().get(CONTENT_TYPE);
        head.headers().set(CONTENT_TYPE, type == null ? "application/octet-stream" : type);
        if (HttpUtil.isContentLengthSet(request)) {
            head.headers().set(CONTENT_LENGTH, HttpUtil.getContentLength(request));
        } else {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        if (!keepAlive) {
            head.headers().set(CONNECTION, CLOSE);
        }
        echoing = true;
        context.write(head);
    }

    /** Takes ownership of {@code content}. */
    private void body(ChannelHandlerContext context, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (echoing) {
            context.write(content);
        } else {
            content.release();
        }
        if (last) {
            finish(context);
        }
    }

    private void finish(ChannelHandlerContext context) {
        if (answer != null) {
            if (!keepAlive) {
                answer.headers().set(CONNECTION, CLOSE);
            }
            context.write(answer);
            answer = null;
        }
        echoing = false;
        if (!keepAlive) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse control(ChannelHandlerContext context, HttpMethod method, QueryStringDecoder target) {
        String name = target.parameters().containsKey("server")
                ? target.parameters().get("server").get(0)
                : server.name();
        DemoServer addressed = siblings.named(name);
        if (addressed == null) {
            return text(
                    HttpResponseStatus.BAD_REQUEST,
                    "server: " + name + " (expected: one of " + siblings.names() + ")\n");
        }
        if (!method.equals(HttpMethod.POST)) {
            return text(HttpResponseStatus.OK, addressed.name() + " " + addressed.behaviour() + "\n");
        }
        try {
            Behaviour wanted = addressed.behaviour().with(target.parameters());
            // After this answer: it may be about the listener that this connection came by.
            context.executor().execute(() -> addressed.behave(wanted));
            return text(HttpResponseStatus.OK, addressed.name() + " " + wanted + "\n");
        } catch (IllegalArgumentException e) {
            return text(HttpResponseStatus.BAD_REQUEST, e.getMessage() + "\n");
        }
    }

    private FullHttpResponse text(HttpResponseStatus status, String text) {
        ByteBuf body =
                bodyAllowed(status) ? Unpooled.copiedBuffer(text, StandardCharsets.UTF_8) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(SERVER_HEADER, server.name());
        if (bodyAllowed(status)) {
            response.headers().set(CONTENT_TYPE, "text/plain; charset=utf-8");
            response.headers().set(CONTENT_LENGTH, body.readableBytes());
        }
        return response;
    }

    /** RFC 9110 §6.4.1: 204 and 304 have none. */
    private static boolean bodyAllowed(HttpResponseStatus status) {
        return status.code() != 204 && status.code() != 304;
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || (HttpUtil.isContentLengthSet(request) && HttpUtil.getContentLength(request) > 0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!delayed) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Object message;
        while ((message = waiting.poll()) != null) {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
        }
        context.close();
    }
}
