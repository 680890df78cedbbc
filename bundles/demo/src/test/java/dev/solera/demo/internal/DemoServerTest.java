package dev.solera.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class DemoServerTest {

    private static final InetSocketAddress FREE = new InetSocketAddress("127.0.0.1", 0);

    private final DemoServers servers = new DemoServers();
    private final DemoServer web1 = servers.add("web1", FREE);
    private final DemoServer web2 = servers.add("web2", FREE);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void saysItsNameInBodyAndHeader() throws Exception {
        HttpResponse<String> answer = get(web1, "/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("web1\n");
        assertThat(answer.headers().firstValue("X-Server")).contains("web1");
        assertThat(get(web2, "/healthz").body()).isEqualTo("web2\n");
    }

    @Test
    void echoesABodyWithItsLength() throws Exception {
        String body = "x".repeat(300_000);

        HttpResponse<String> answer = post(web1, "/", BodyPublishers.ofString(body));

        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(300_000);
    }

    @Test
    void echoesAChunkedBodyChunked() throws Exception {
        byte[] body = "y".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

        HttpResponse<String> answer =
                post(web1, "/", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)));

        assertThat(answer.body()).hasSize(100_000);
        assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOnOneConnection() throws Exception {
        assertThat(exchange(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .containsSubsequence("web1\n", "abc", "web1\n")
                .contains("connection: close");
    }

    @Test
    void pipelinedRequestsAreDelayedOneAfterTheOther() throws Exception {
        post(web1, "/_demo?delay.ms=60", BodyPublishers.noBody());
        long began = System.nanoTime();

        assertThat(exchange(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .containsSubsequence("web1\n", "abc", "web1\n");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(180));
    }

    @Test
    void answersWithTheStatusItWasToldUntilToldOtherwise() throws Exception {
        assertThat(post(web1, "/_demo?status=503", BodyPublishers.noBody()).body())
                .isEqualTo("web1 status=503 delay.ms=0 listen=true for.s=0\n");

        assertThat(get(web1, "/healthz").statusCode()).isEqualTo(503);
        assertThat(get(web2, "/healthz").statusCode()).isEqualTo(200);
        assertThat(get(web1, "/_demo").body()).startsWith("web1 status=503");

        post(web1, "/_demo?status=200", BodyPublishers.noBody());
        assertThat(get(web1, "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithoutABodyWhereTheStatusHasNone() throws Exception {
        post(web1, "/_demo?status=204", BodyPublishers.noBody());

        assertThat(get(web1, "/").statusCode()).isEqualTo(204);
        assertThat(get(web1, "/").statusCode()).isEqualTo(204);
    }

    @Test
    void stopsListeningAndItsSiblingStartsItAgain() throws Exception {
        assertThat(post(web1, "/_demo?listen=false", BodyPublishers.noBody()).statusCode())
                .isEqualTo(200);
        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class));

        assertThat(post(web2, "/_demo?server=web1&listen=true", BodyPublishers.noBody())
                        .body())
                .startsWith("web1 status=200");
        await().atMost(5, TimeUnit.SECONDS).until(web1::listening);
        assertThat(get(web1, "/").body()).isEqualTo("web1\n");
    }

    @Test
    void leavesWithoutCuttingAnybodyOff() throws Exception {
        post(web1, "/_demo?listen=false", BodyPublishers.noBody());
        await().atMost(2, TimeUnit.SECONDS).until(web1::isLeaving);

        assertThat(get(web1, "/healthz").statusCode()).isEqualTo(503);
        HttpResponse<String> answer = get(web1, "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(web1.listening()).isTrue();
    }

    @Test
    void diesAtOnceWhenTold() throws Exception {
        post(web1, "/_demo?cut=true", BodyPublishers.noBody());

        await().atMost(2, TimeUnit.SECONDS).until(() -> !web1.listening());
        assertThat(web1.isLeaving()).isFalse();
    }

    @Test
    void returnsToNormalAfterTheTimeItWasGiven() throws Exception {
        post(web1, "/_demo?status=500&for.s=1", BodyPublishers.noBody());
        assertThat(get(web1, "/").statusCode()).isEqualTo(500);

        await().atMost(5, TimeUnit.SECONDS).until(() -> web1.behaviour().equals(Behaviour.NORMAL));
    }

    @ParameterizedTest
    @CsvSource({
        "status=99, status: 99 (expected: 200..599)",
        "delay.ms=x, delay.ms: x (expected: 0..60000)",
        "listen=maybe, listen: maybe (expected: true or false)",
        "server=web9, 'server: web9 (expected: one of [web1, web2])'",
        "colour=red, 'colour: unknown (expected: status, delay.ms, listen, cut, for.s or server)'",
    })
    void refusesWhatItDoesNotKnow(String query, String message) throws Exception {
        HttpResponse<String> answer = post(web1, "/_demo?" + query, BodyPublishers.noBody());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(message + "\n");
        assertThat(web1.behaviour()).isEqualTo(Behaviour.NORMAL);
    }

    @Test
    void aTakenPortLeavesTheOthersUp() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            DemoServer web3 = servers.add("web3", new InetSocketAddress("127.0.0.1", taken.getLocalPort()));

            assertThat(web3.listening()).isFalse();
            assertThat(get(web1, "/").body()).isEqualTo("web1\n");
        }
    }

    private HttpResponse<String> get(DemoServer server, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(DemoServer server, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(server, path)).POST(body).build(), BodyHandlers.ofString());
    }

    private static URI uri(DemoServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    /** Sends bytes to web1 and returns all that comes back until it closes. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", web1.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
