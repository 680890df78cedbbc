package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxySettingsTest {
    @Test
    void nothingSetMeansDefaults() {
        assertThat(ProxySettings.of(Map.of())).isEqualTo(ProxySettings.DEFAULT);
    }

    @Test
    void keysAreRead() {
        ProxySettings settings = ProxySettings.of(Map.of("transport", "io_uring", "event.loops", "3", "maxconn", "77"));
        assertThat(settings.transport()).isEqualTo(Transport.IO_URING);
        assertThat(settings.eventLoops()).isEqualTo(3);
        assertThat(settings.maxConnections()).isEqualTo(77);
    }

    @Test
    void whatIsWrongIsSaidInTheOperatorsWords() {
        assertThatThrownBy(() -> ProxySettings.of(Map.of("transport", "kqueue")))
                .hasMessage("transport: kqueue (expected: auto, io_uring, epoll, nio)");
        assertThatThrownBy(() -> ProxySettings.of(Map.of("event.loops", "-1")))
                .hasMessage("event.loops: -1 (expected: 0..256)");
        assertThatThrownBy(() -> ProxySettings.of(Map.of("colour", "red")))
                .hasMessageStartingWith("colour: red (expected: one of ");
    }
}
