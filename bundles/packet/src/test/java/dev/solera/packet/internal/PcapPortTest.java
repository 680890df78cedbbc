package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcapPortTest extends PacketPortContract {
    @Override
    PacketPort create() {
        PacketPort port = PacketPorts.choose(PacketPorts.PCAP);
        assumeTrue(port instanceof PcapPort, () -> "skipped: " + port.limits());
        return port;
    }

    @Test
    void theFirst32LinksHaveARingAndFurtherOnesWorkWithout() throws Exception {
        namespace.inside(() -> {
            List<PacketPort.Link> links = new ArrayList<>();
            for (int i = 0; i < 34; i++) {
                links.add(port.open(multicast("va")));
            }
            assertThat(links.subList(0, 32)).hasOnlyElementsOfType(PcapLink.class);
            assertThat(links.subList(32, 34)).hasOnlyElementsOfType(AfPacketLink.class);
            links.get(5).close();
            assertThat(port.open(multicast("va"))).isInstanceOf(PcapLink.class);
            PacketPort.Link peer = port.open(multicast("vb"));
            peer.send(Frames.advert(), 58);
            assertThat(next(links.get(0))).isTrue();
            assertThat(next(links.get(33))).isTrue();
        });
    }

    @Test
    void itSaysWhichLibraryItRunsOn() {
        assertThat(create().description()).matches("pcap \\(libpcap 1\\.[0-9.]+\\)");
    }
}
