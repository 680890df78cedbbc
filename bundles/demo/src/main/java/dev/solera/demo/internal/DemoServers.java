package dev.solera.demo.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's servers, by name, on one event loop. Each can be told about the others, so a stopped one can be started again. */
final class DemoServers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DemoServers.class);
    private static final int FIRST_PORT = 9001;
    private static final int SERVERS = 3;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("demo", true), NioIoHandler.newFactory());
    private final Map<String, DemoServer> servers = new LinkedHashMap<>();

    /** Starts web1, web2 and web3 on 127.0.0.1:9001 to 9003. One whose port is taken is missing, and the log says so. */
    static DemoServers start() {
        DemoServers all = new DemoServers();
        for (int i = 0; i < SERVERS; i++) {
            all.add("web" + (i + 1), new InetSocketAddress("127.0.0.1", FIRST_PORT + i));
        }
        log.info("demo {}", all.servers.values());
        return all;
    }

    /** Adds a server and makes it listen; all servers are added before the first request. Port 0 takes a free port. */
    DemoServer add(String name, InetSocketAddress address) {
        DemoServer server = new DemoServer(name, address, loop, this);
        servers.put(name, server);
        String refusal = server.listen();
        if (refusal != null) {
            log.warn(
                    "demo {} cannot listen on {}:{} ({}); the others go on without it",
                    name,
                    address.getHostString(),
                    address.getPort(),
                    refusal);
        }
        return server;
    }

    @Nullable
    DemoServer named(String name) {
        return servers.get(name);
    }

    Collection<String> names() {
        return servers.keySet();
    }

    @Override
    public void close() {
        servers.values().forEach(DemoServer::unlisten);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
