package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.check;
import static dev.solera.checks.internal.Servers.line;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.HealthCheckerFactory;
import dev.solera.testkit.HealthCheckerContract;
import dev.solera.testkit.LoopbackServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpExpectTest extends HealthCheckerContract {
    private CheckLoops loops = new CheckLoops();
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
    protected HealthCheckerFactory factoryOn(LongSupplier nanoTime) {
        loops.close();
        loops = new CheckLoops(nanoTime);
        return new TcpCheckerFactory(loops);
    }

    @Override
    protected Map<String, String> keys() {
        return Map.of("send", "PING\\r\\n", "expect", "+PONG");
    }

    @Override
    protected void serve(Socket client) throws IOException {
        client.getInputStream().readNBytes(6);
        Servers.write(client, "+PONG\r\n");
    }

    @Test
    void bytesAreSentAsWritten() throws Exception {
        CompletableFuture<byte[]> sent = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            sent.complete(client.getInputStream().readNBytes(8));
            Servers.write(client, "\u0001");
        })) {
            assertThat(line(check(factory, server.address(), "send", "é\\x00\\0\\\\\\t\\r\\n", "expect", "\\x01")))
                    .isEqualTo("PASS L7OK 0 answer contains \"\\x01\"");
            assertThat(sent.get(10, TimeUnit.SECONDS)).containsExactly(0xc3, 0xa9, 0x00, 0x00, 0x5c, 0x09, 0x0d, 0x0a);
        }
    }

    @Test
    void anAnswerInPiecesIsFound() {
        try (LoopbackServer server = LoopbackServer.start(client -> {
            client.setTcpNoDelay(true);
            for (byte b : "noise +PO+PONG".getBytes(US_ASCII)) {
                client.getOutputStream().write(b);
                client.getOutputStream().flush();
            }
            client.getInputStream().read();
        })) {
            assertThat(line(check(factory, server.address(), "expect", "+PONG")))
                    .isEqualTo("PASS L7OK 0 answer contains \"+PONG\"");
        }
    }

    @Test
    void anotherAnswerFails() {
        try (LoopbackServer server = LoopbackServer.start(client -> Servers.write(client, "-LOADING\r\n"))) {
            assertThat(line(check(factory, server.address(), "expect", "+PONG")))
                    .isEqualTo("FAIL L7RSP 0 answer does not contain \"+PONG\"");
        }
    }

    @Test
    void noAnswerFails() {
        try (LoopbackServer server = LoopbackServer.start(client -> {})) {
            assertThat(line(check(factory, server.address(), "expect", "+PONG")))
                    .isEqualTo("FAIL L7RSP 0 connection closed by the server without an answer");
        }
    }
}
