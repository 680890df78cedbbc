package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.LONG;
import static dev.solera.checks.internal.Servers.check;
import static dev.solera.checks.internal.Servers.line;
import static dev.solera.checks.internal.Servers.requestHead;
import static dev.solera.checks.internal.Servers.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.CheckResult;
import dev.solera.testkit.LoopbackServer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of these servers goes on for up to 1 GB; none gets rid of more than what fits into socket buffers. */
class HostileServerTest {
    private static final long GIGABYTE = 1L << 30;
    private static final long FLAT = 32L << 20;

    private final CheckLoops loops = new CheckLoops();
    private final HttpCheckerFactory http = new HttpCheckerFactory(loops);
    private final TcpCheckerFactory tcp = new TcpCheckerFactory(loops);
    private final AtomicLong written = new AtomicLong();

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void anEndlessFirstLine() {
        assertThat(line(attack("HTTP/1.1 200 ", "a".repeat(4096))))
                .isEqualTo("FAIL L7RSP 0 first line of the answer is longer than 8192 bytes");
    }

    @Test
    void aHeaderLineWithoutAnEnd() {
        assertThat(line(attack("HTTP/1.1 200 OK\r\nX: ", "a".repeat(4096))))
                .isEqualTo("FAIL L7RSP 0 header of the answer is larger than 32768 bytes");
    }

    @Test
    void headersWithoutAnEnd() {
        assertThat(line(attack("HTTP/1.1 200 OK\r\n", "X-Noise: aaaaaaaaaaaaaaaaaaaa\r\n".repeat(100))))
                .isEqualTo("FAIL L7RSP 0 header of the answer is larger than 32768 bytes");
    }

    @Test
    void interimAnswersWithoutAnEnd() {
        assertThat(line(attack("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))))
                .isEqualTo("FAIL L7RSP 0 more than 16 interim answers (1xx)");
    }

    @Test
    void aBodyOfAGigabyte() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + GIGABYTE + "\r\n\r\n";
        assertThat(line(attack(head, "a".repeat(65536), "body", "needle")))
                .isEqualTo("FAIL L7RSP 200 body does not contain \"needle\"");
    }

    @Test
    void aBodyOfAGigabyteNobodyAskedFor() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + GIGABYTE + "\r\n\r\n";
        assertThat(line(attack(head, "a".repeat(65536)))).isEqualTo("PASS L7OK 200 status 200");
    }

    @Test
    void chunksWithoutAnEnd() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(line(attack(head, "1\r\na\r\n".repeat(1000), "body", "needle")))
                .isEqualTo("FAIL L7RSP 200 body does not contain \"needle\"");
    }

    @Test
    void aChunkSizeThatOverflows() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n";
        assertThat(line(attack(head, "a".repeat(4096), "body", "needle"))).isEqualTo("FAIL L7RSP 0 not an HTTP answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002\u0046\r\n\r\n",
                "HTTP/1.1 99999999999 OK\r\n\r\n",
                "HTTP/1.1 -1 OK\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "200 OK\r\n\r\n",
            })
    void whatIsNoHttp(String garbage) {
        assertThat(line(attack(garbage, garbage))).isEqualTo("FAIL L7RSP 0 not an HTTP answer");
    }

    @Test
    void aTcpAnswerWithoutAnEnd() {
        assertThat(line(flood("", "a".repeat(65536), address -> check(tcp, address, LONG, "expect", "+PONG"))))
                .isEqualTo("FAIL L7RSP 0 first 65536 bytes do not contain \"+PONG\"");
    }

    private CheckResult attack(String head, String rest, String... keysAndValues) {
        return flood(head, rest, address -> check(http, address, LONG, keysAndValues));
    }

    private CheckResult flood(String head, String rest, Function<InetSocketAddress, CheckResult> check) {
        try (LoopbackServer server = LoopbackServer.start(client -> {
            if (!rest.startsWith("aaaa") || !head.isEmpty()) {
                requestHead(client);
            }
            write(client, head);
            while (written.get() < GIGABYTE) {
                write(client, rest);
                written.addAndGet(rest.length());
            }
        })) {
            CheckResult result = check.apply(server.address());
            assertThat(written.get()).as("bytes the server got rid of").isLessThan(FLAT);
            return result;
        }
    }
}
