package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnavailablePortTest {
    private final PacketPort port = new UnavailablePort("no cable");

    @Test
    void itSaysWhyEverywhere() {
        assertThat(port.description()).isEqualTo("none");
        assertThat(port.limits()).containsExactly("no cable");
        assertThat(port.makeRealTime()).isEqualTo("SCHED_RR: no cable");
        assertThatThrownBy(() -> port.open(new PacketPort.Request("eth0", Set.of(), null, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("eth0: no cable");
    }

    @Test
    void itKeepsTheTimeAndCanBeWoken() {
        long startNanos = System.nanoTime();
        port.await(startNanos + TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        port.wake();
        startNanos = System.nanoTime();
        port.await(startNanos + TimeUnit.SECONDS.toNanos(20));
        assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
}
