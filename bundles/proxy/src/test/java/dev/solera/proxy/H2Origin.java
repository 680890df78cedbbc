package dev.solera.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A back end that speaks HTTP/2 and does with each request what the test says. */
final class H2Origin implements AutoCloseable {
    /** What is done with one request, when it has come as a whole. */
    interface Script {
        void play(Exchange exchange);
    }

    final InetSocketAddress address;
    final List<Exchange> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final List<Long> resets = new CopyOnWriteArrayList<>();
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Script script;

    /**
     * Begins to serve.
     *
     * @param streams on one connection at once
     * @param tls what is spoken below, null for the clear
     */
    H2Origin(int streams, @Nullable SslContext tls, Script script) {
        this.script = script;
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.incrementAndGet();
                        open.add(connection);
                        connection.closeFuture().addListener(f -> open.remove(connection));
                        if (tls != null) {
                            connection.pipeline().addLast(tls.newHandler(connection.alloc()));
                        }
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(streams))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Exchange());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        address = (InetSocketAddress) server.localAddress();
    }

    H2Origin(Script script) {
        this(100, null, script);
    }

    /** Answers each request with {@code 200} and {@code body}. */
    static H2Origin answering(String body) {
        return new H2Origin(exchange -> exchange.head("200").data(body, true));
    }

    int open() {
        return open.size();
    }

    /** Closes the connections that are open. */
    void hangUp() {
        open.forEach(Channel::close);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One request, and the way back. */
    final class Exchange extends ChannelInboundHandlerAdapter {
        private final StringBuilder body = new StringBuilder();
        private @Nullable Http2Headers head;
        private @Nullable Http2Headers trailers;
        private @Nullable Channel stream;

        Map<String, String> fields() {
            return map(head);
        }

        Map<String, String> trailers() {
            return map(trailers);
        }

        String body() {
            return body.toString();
        }

        String path() {
            return fields().get(":path");
        }

        Channel connection() {
            return java.util.Objects.requireNonNull(stream).parent();
        }

        private Map<String, String> map(@Nullable Http2Headers fields) {
            Map<String, String> map = new TreeMap<>();
            if (fields != null) {
                fields.forEach(
                        f -> map.merge(f.getKey().toString(), f.getValue().toString(), (a, b) -> a + " | " + b));
            }
            return map;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            stream = ctx.channel();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean end = false;
            if (message instanceof Http2HeadersFrame fields) {
                if (head == null) {
                    head = fields.headers();
                } else {
                    trailers = fields.headers();
                }
                end = fields.isEndStream();
            } else if (message instanceof Http2DataFrame data) {
                body.append(data.content().toString(StandardCharsets.ISO_8859_1));
                end = data.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (end) {
                requests.add(this);
                script.play(this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(reset.errorCode());
            }
        }

        Exchange head(String status, String... fields) {
            return headers(false, status, fields);
        }

        Exchange headers(boolean end, @Nullable String status, String... fields) {
            Http2Headers out = new DefaultHttp2Headers(false);
            if (status != null) {
                out.status(status);
            }
            for (int i = 0; i < fields.length; i += 2) {
                out.add(fields[i], fields[i + 1]);
            }
            write(new DefaultHttp2HeadersFrame(out, end));
            return this;
        }

        Exchange data(String text, boolean end) {
            data(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end);
            return this;
        }

        ChannelFuture data(ByteBuf bytes, boolean end) {
            return write(new DefaultHttp2DataFrame(bytes, end));
        }

        Exchange reset(Http2Error why) {
            write(new DefaultHttp2ResetFrame(why));
            return this;
        }

        private ChannelFuture write(Object frame) {
            return java.util.Objects.requireNonNull(stream).writeAndFlush(frame);
        }
    }
}
