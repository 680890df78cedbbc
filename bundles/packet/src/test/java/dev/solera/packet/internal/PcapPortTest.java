package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PcapPortTest extends PacketPortContract {
    @Override
    PacketPort create() {
        PacketPort port = PacketPorts.choose(PacketPorts.PCAP);
        assumeTrue(port instanceof PcapPort, () -> "skipped: " + port.limits());
        return port;
    }

    @Test
    void anInterfaceThatIsDownCannotBeOpened() throws Exception {
        namespace.inside(() -> {
            namespace.ip("link", "set", "vb", "down");
            assertThatThrownBy(() -> port.open(multicast("vb")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("vb: the interface is down (ENETDOWN)");
        });
    }

    @Test
    void itSaysWhichLibraryItRunsOn() {
        assertThat(create().description()).matches("pcap \\(libpcap 1\\.[0-9.]+\\)");
    }
}
