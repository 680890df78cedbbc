package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.BOUND;
import static dev.solera.checks.internal.Servers.check;
import static dev.solera.checks.internal.Servers.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.spi.HealthCheckerFactory;
import dev.solera.testkit.FullBacklog;
import dev.solera.testkit.HealthCheckerContract;
import dev.solera.testkit.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpCheckTest extends HealthCheckerContract {
    private final CheckLoops loops = new CheckLoops();
    private final TcpCheckerFactory factory = new TcpCheckerFactory(loops);

    @AfterEach
    void stop() {
        loops.close();
    }

    @Override
    protected HealthCheckerFactory factory() {
        return factory;
    }

    @Override
    protected void serve(Socket client) throws IOException {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    protected boolean waitsForAnAnswer() {
        return false;
    }

    @Override
    protected Map<String, String> badKeys() {
        return Map.of("send", "PING\\q", "expect", "\\x4", "tls", "on", "tls.sni", "www.example.org");
    }

    @Test
    void connectingIsEnough() {
        try (LoopbackServer server = LoopbackServer.silent()) {
            assertThat(line(check(factory, server.address()))).isEqualTo("PASS L4OK 0 connected");
        }
    }

    @Test
    void aRefusedPortIsNamed() {
        assertThat(line(check(factory, LoopbackServer.refused()))).isEqualTo("FAIL L4CON 0 connection refused");
    }

    @Test
    void aServerThatCannotBeReachedTimesOutWhileConnecting() {
        try (FullBacklog server = new FullBacklog()) {
            assumeTrue(server.hangs(), "this host answers although the queue of connections is full");
            assertThat(line(Timeouts.untilNotVoid(factory, server.address())))
                    .isEqualTo("FAIL L4TOUT 0 timeout after 500 ms while connecting");
        }
    }

    @Test
    void aServerThatGreetsSeesAnEndNotAReset() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            try {
                Servers.write(client, "220 mail.example.org ESMTP\r\n");
                end.complete(client.getInputStream().read());
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        })) {
            assertThat(line(check(factory, server.address()))).isEqualTo("PASS L4OK 0 connected");
            assertThat(end.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }
}
