package dev.solera.checks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.CheckResult.Outcome;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void whatThisHostLacksBlamesNoServer() {
        Finding files = Words.ofConnectFailure(
                new ChannelException("Failed to open a socket.", new SocketException("Too many open files")));
        assertThat(files)
                .isEqualTo(new Finding(Outcome.VOID, "SOCKERR", 0, "cannot open a socket: Too many open files", false));
        Finding ports = Words.ofConnectFailure(new BindException("Cannot assign requested address: /127.0.0.1:1"));
        assertThat(ports)
                .isEqualTo(new Finding(
                        Outcome.VOID, "SOCKERR", 0, "no local address or port left to connect from", false));
    }

    @Test
    void aWayThatIsMissingIsAFailure() {
        assertThat(Words.ofConnectFailure(new NoRouteToHostException("No route to host: /192.0.2.1:80")))
                .isEqualTo(new Finding(Outcome.FAIL, "L4CON", 0, "no route to host", false));
        assertThat(Words.ofConnectFailure(new SocketException("Network is unreachable")))
                .isEqualTo(new Finding(Outcome.FAIL, "L4CON", 0, "network unreachable", false));
    }

    @Test
    void aMessageStaysOneShortLine() {
        Finding finding = Words.ofFailure(Phase.ANSWER, new IOException("first\r\nsecond " + "x".repeat(500)));
        assertThat(finding.reason())
                .startsWith("failed waiting for the answer: first second xxx")
                .endsWith("...")
                .hasSizeLessThan(200)
                .doesNotContain("\n");
    }
}
