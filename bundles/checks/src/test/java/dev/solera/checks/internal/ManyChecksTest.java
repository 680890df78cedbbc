package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.BOUND;
import static dev.solera.checks.internal.Servers.REF;
import static dev.solera.checks.internal.Servers.keys;
import static dev.solera.checks.internal.Servers.line;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.testkit.Answers;
import dev.solera.testkit.LoopbackServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManyChecksTest {
    private static final int CHECKS = 2000;
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

    private final CheckLoops loops = new CheckLoops();

    @Test
    void twoThousandChecksAreUnderWayTogetherOnTwoThreads() throws Exception {
        MultiThreadIoEventLoopGroup serverLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            List<Channel> waiting = new ArrayList<>();
            Channel server = server(serverLoop, waiting);
            Answers answers = new Answers();
            HealthChecker checker = new HttpCheckerFactory(loops).create(keys());
            CheckTarget target =
                    new CheckTarget(REF, (InetSocketAddress) server.localAddress(), Duration.ofSeconds(30));
            for (int i = 0; i < CHECKS; i++) {
                checker.check(target, answers);
            }
            for (int i = 0; i < CHECKS; i++) {
                assertThat(line(answers.next(BOUND))).isEqualTo("PASS L7OK 200 status 200");
            }
            assertThat(answers.waiting()).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("solera-check-"))
                            .filter(Thread::isDaemon)
                            .map(Thread::getName)
                            .distinct())
                    .containsExactlyInAnyOrder("solera-check-1", "solera-check-2");
        } finally {
            loops.close();
            serverLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }

    @Test
    void aTimeoutWhileTheLoopWasHeldUpBlamesNobody() throws Exception {
        MultiThreadIoEventLoopGroup serverLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel server = server(serverLoop, new ArrayList<>());
            Answers answers = new Answers();
            HealthChecker checker = new HttpCheckerFactory(loops).create(keys());
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            checker.check(new CheckTarget(REF, address, Duration.ofSeconds(1)), answers);
            loops.next();
            CheckLoop same = loops.next();
            same.eventLoop().execute(ManyChecksTest::holdUp);
            assertThat(line(answers.next(BOUND))).startsWith("VOID SOCKERR 0 checker was held up for ");
        } finally {
            loops.close();
            serverLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCheckAfterTheBundleStoppedIsVoid() {
        loops.close();
        HealthChecker checker = new TcpCheckerFactory(loops).create(keys());
        Answers answers = new Answers();
        checker.check(new CheckTarget(REF, LoopbackServer.refused(), Duration.ofSeconds(1)), answers);
        assertThat(line(answers.next(BOUND))).isEqualTo("VOID SOCKERR 0 the checker was stopped");
    }

    @Test
    void stoppingTheBundleBlamesNoServer() throws Exception {
        Answers answers = new Answers();
        CountDownLatch connected = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.start(client -> {
            connected.countDown();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        })) {
            new HttpCheckerFactory(loops)
                    .create(keys())
                    .check(new CheckTarget(REF, server.address(), Duration.ofSeconds(20)), answers);
            assertThat(connected.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
            loops.close();
            assertThat(line(answers.next(BOUND))).isEqualTo("VOID SOCKERR 0 the checker was stopped");
        }
    }

    /** Answers nobody before all have asked. */
    private static Channel server(MultiThreadIoEventLoopGroup loop, List<Channel> waiting) throws Exception {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline().addLast(new SimpleChannelInboundHandler<Object>() {
                            @Override
                            protected void channelRead0(ChannelHandlerContext context, Object request) {
                                waiting.add(context.channel());
                                if (waiting.size() == CHECKS) {
                                    waiting.forEach(c -> c.writeAndFlush(Unpooled.wrappedBuffer(OK))
                                            .addListener(ChannelFutureListener.CLOSE));
                                }
                            }
                        });
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static void holdUp() {
        try {
            new CountDownLatch(1).await(400, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
