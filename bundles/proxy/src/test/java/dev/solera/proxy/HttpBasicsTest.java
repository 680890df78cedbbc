package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Mode;
import org.junit.jupiter.api.Test;

class HttpBasicsTest {
    @Test
    void aRequestIsPassedOnAndItsAnswerBack() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("GET /a?b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n");
            assertThat(client.message()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(origin.requests).containsExactly("GET /a?b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n");
        }
    }

    @Test
    void requestsOfOneClientReuseTheServersConnection() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 100; i++) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.message()).endsWith("hello");
            }
            assertThat(origin.connections).hasValue(1);
            assertThat(lab.counters().requests()).isEqualTo(100);
        }
    }

    @Test
    void bytesAreRelayedInModeTcp() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.TCP, origin.address);
                Wire client = lab.client()) {
            client.send("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.message()).endsWith("hello");
        }
    }
}
