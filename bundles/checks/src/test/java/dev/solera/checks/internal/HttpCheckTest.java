package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.BOUND;
import static dev.solera.checks.internal.Servers.LONG;
import static dev.solera.checks.internal.Servers.answering;
import static dev.solera.checks.internal.Servers.check;
import static dev.solera.checks.internal.Servers.line;
import static dev.solera.checks.internal.Servers.requestHead;
import static dev.solera.checks.internal.Servers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCheckTest extends HealthCheckerContract {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private CheckLoops loops = new CheckLoops();
    private final HttpCheckerFactory factory = new HttpCheckerFactory(loops);

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
        return new HttpCheckerFactory(loops);
    }

    @Override
    protected void serve(Socket client) throws IOException {
        requestHead(client);
        write(client, OK);
    }

    @Override
    protected Map<String, String> badKeys() {
        return Map.ofEntries(
                Map.entry("method", "get it"),
                Map.entry("path", "health"),
                Map.entry("host", "two words"),
                Map.entry("status", "2xx"),
                Map.entry("body.regex", "(open"),
                Map.entry("body.limit.bytes", "0"),
                Map.entry("header.Host", "www.example.org"),
                Map.entry("header.Content-Length", "5"),
                Map.entry("header.Bad Name", "value"),
                Map.entry("expect.header.Bad Name", "value"),
                Map.entry("tls", "yes"),
                Map.entry("tls.sni", "www.example.org"),
                Map.entry("tls.ca", "ca.pem"),
                Map.entry("tls.verify", "true"));
    }

    @ParameterizedTest
    @CsvSource({"200-199", "99", "1000", "200-", "'200,'", "''", "200 300"})
    void aStatusListIsCodesAndRanges(String status) {
        assertThatThrownBy(() -> factory.create(Servers.keys("status", status)))
                .hasMessage("status: " + status + " (expected: codes and ranges of 100..999 such as 200,204,300-399)");
    }

    @Test
    void theRequestIsWhatTheKeysSay() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            head.complete(requestHead(client));
            write(client, OK);
        })) {
            check(
                    factory,
                    server.address(),
                    "method",
                    "HEAD",
                    "path",
                    "/health?deep=1",
                    "host",
                    "www.example.org",
                    "header.X-Probe",
                    "solera",
                    "header.User-Agent",
                    "probe/1");
            assertThat(head.get(10, TimeUnit.SECONDS))
                    .isEqualTo("HEAD /health?deep=1 HTTP/1.1\r\n" + "host: www.example.org\r\n"
                            + "accept: */*\r\n" + "X-Probe: solera\r\n" + "User-Agent: probe/1\r\n"
                            + "connection: close\r\n\r\n");
        }
    }

    @Test
    void theHostIsTheServersAddressUnlessGiven() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            head.complete(requestHead(client));
            write(client, OK);
        })) {
            check(factory, server.address());
            assertThat(head.get(10, TimeUnit.SECONDS))
                    .startsWith("GET / HTTP/1.1\r\nhost: " + Addresses.text(server.address()) + "\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | 200-399         | PASS L7OK 200 status 200",
                "399 | 200-399         | PASS L7OK 399 status 399",
                "204 | 200,204,300-399 | PASS L7OK 204 status 204",
                "404 | 404             | PASS L7OK 404 status 404",
                "503 | 200-299         | FAIL L7STS 503 status 503 (expected 200-299)",
                "201 | 200,204,300-399 | FAIL L7STS 201 status 201 (expected 200,204,300-399)",
                "101 | 200             | FAIL L7STS 101 status 101 (expected 200)",
            })
    void theStatusDecides(String status, String wanted, String line) {
        try (LoopbackServer server = answering("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(line(check(factory, server.address(), "status", wanted))).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body       | all is ok  | PASS L7OK 200 status 200, body as expected",
                "body       | all is bad | FAIL L7RSP 200 body does not contain \"all is bad\"",
                "body.regex | i[st] +ok  | PASS L7OK 200 status 200, body as expected",
                "body.regex | ^ok        | FAIL L7RSP 200 body does not match \"^ok\"",
                "expect.header.X-Node | web | PASS L7OK 200 status 200",
                "expect.header.X-Node | db  | FAIL L7RSP 200 header X-Node does not contain \"db\"",
                "expect.header.X-Gone | ''  | FAIL L7RSP 200 header X-Gone is missing",
            })
    void headerAndBodyDecide(String key, String value, String line) {
        String head = "HTTP/1.1 200 OK\r\nX-Node: web1\r\n";
        for (String answer : new String[] {
            head + "Content-Length: 9\r\n\r\nall is ok",
            head + "Transfer-Encoding: chunked\r\n\r\n4\r\nall \r\n5\r\nis ok\r\n0\r\n\r\n",
            head + "\r\nall is ok",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + head
                    + "Content-Length: 9\r\n\r\nall is ok",
        }) {
            try (LoopbackServer server = answering(answer)) {
                assertThat(line(check(factory, server.address(), key, value)))
                        .as(answer)
                        .isEqualTo(line);
            }
        }
    }

    @Test
    void aRefusedPortIsNamed() {
        assertThat(line(check(factory, LoopbackServer.refused()))).isEqualTo("FAIL L4CON 0 connection refused");
    }

    @Test
    void aSilentServerTimesOutWaitingForTheAnswer() {
        try (LoopbackServer server = LoopbackServer.silent()) {
            assertThat(line(Timeouts.untilNotVoid(factory, server.address())))
                    .isEqualTo("FAIL L7TOUT 0 timeout after 500 ms waiting for the answer");
        }
    }

    @Test
    void aServerThatClosesAtOnceIsNamed() {
        try (LoopbackServer server = LoopbackServer.start(Servers::requestHead)) {
            assertThat(line(check(factory, server.address())))
                    .isEqualTo("FAIL L7RSP 0 connection closed by the server without an answer");
        }
    }

    @Test
    void anAnswerCutShortIsNamed() {
        try (LoopbackServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            assertThat(line(check(factory, server.address(), "body", "whole")))
                    .isEqualTo("FAIL L7RSP 0 connection closed by the server in the middle of its answer");
        }
    }

    @Test
    void aResetIsNamed() {
        try (LoopbackServer server = LoopbackServer.start(client -> {
            requestHead(client);
            client.setSoLinger(true, 0);
        })) {
            assertThat(line(check(factory, server.address())))
                    .isEqualTo("FAIL L7RSP 0 connection reset by the server waiting for the answer");
        }
    }

    @Test
    void theServerSeesAnEndNotAReset() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            try {
                requestHead(client);
                write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
                end.complete(client.getInputStream().read());
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        })) {
            assertThat(line(check(factory, server.address()))).isEqualTo("PASS L7OK 200 status 200");
            assertThat(end.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void aRegularExpressionThatRunsAwayIsStopped() {
        String body = "a".repeat(4000) + "!";
        try (LoopbackServer server =
                answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            assertThat(line(check(factory, server.address(), "body.regex", "^(a?a?)+?(a|aa)+b$")))
                    .startsWith("FAIL L7RSP 200 body.regex ");
        }
    }

    @Test
    void theBodyIsReadUpToItsLimit() {
        try (LoopbackServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall is ok")) {
            assertThat(line(check(factory, server.address(), LONG, "body", "ok", "body.limit.bytes", "8")))
                    .isEqualTo("FAIL L7RSP 200 body does not contain \"ok\"");
        }
    }
}
