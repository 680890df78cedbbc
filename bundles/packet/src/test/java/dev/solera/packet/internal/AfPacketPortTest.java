package dev.solera.packet.internal;

import static dev.solera.packet.internal.Frames.advert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Link;
import org.junit.jupiter.api.Test;

class AfPacketPortTest extends PacketPortContract {
    @Override
    PacketPort create() {
        return new AfPacketPort();
    }

    @Test
    void anInterfaceMayBeOpenedWhileItIsDown() throws Exception {
        namespace.inside(() -> {
            namespace.ip("link", "set", "vb", "down");
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            assertThat(b.receive(frame)).isFalse();
            namespace.ip("link", "set", "vb", "up");
            namespace.awaitCarrier();
            a.send(advert(), 58);
            assertThat(next(b)).isTrue();
        });
    }
}
