package dev.solera.packet.internal;

import static dev.solera.packet.internal.Frames.advert;
import static dev.solera.packet.internal.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.PacketPort.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the links of every port do to the kernel, and what becomes of them when their interface goes down, away or is closed. */
abstract class LinkLifeContract extends OnACable {
    private static final MacAddress VIRTUAL = MacAddress.virtual(51, false);

    @Test
    void openingJoinsTheGroupsAndClosingLeavesThem() throws Exception {
        namespace.inside(() -> {
            Link link = port.open(multicast("va"));
            assertThat(Namespace.proc("igmp")).contains("120000E0"); // 224.0.0.18
            assertThat(Namespace.proc("igmp6")).contains("va              ff020000000000000000000000000012");
            assertThat(Namespace.proc("dev_mcast")).contains("01005e000012").contains("333300000012");
            assertThat(Namespace.proc("raw")).contains(":0070 ");
            assertThat(Namespace.proc("raw6")).contains(":0070 ");
            link.close();
            assertThat(Namespace.proc("igmp")).doesNotContain("120000E0");
            assertThat(Namespace.proc("igmp6")).doesNotContain("ff020000000000000000000000000012");
            assertThat(Namespace.proc("dev_mcast")).doesNotContain("01005e000012");
            assertThat(Namespace.proc("raw")).doesNotContain(":0070 ");
        });
    }

    @Test
    void theKernelDoesNotRefuseUnicastAdvertsWhileALinkIsOpen() throws Exception {
        namespace.inside(() -> {
            namespace.ip("address", "add", "10.9.0.2/24", "dev", "vb");
            byte[] unicast = frame(
                    Frames.TO_B,
                    Frames.FROM_A,
                    "0800",
                    "45c0002c00010000ff70a68c0a0900010a090002",
                    "21336402000165ee0a0900640a0900650000000000000000");
            Link a = port.open(multicast("va"));
            Link b = port.open(new Request("vb", Set.of(), null, false));
            a.send(unicast, unicast.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(unicast);
            assertThat(unreachablesSent()).isZero();
            b.close();
            a.send(unicast, unicast.length);
            long untilNanos = System.nanoTime() + LONG;
            while (unreachablesSent() == 0 && System.nanoTime() - untilNanos < 0) {
                Thread.onSpinWait();
            }
            assertThat(unreachablesSent()).isOne();
        });
    }

    @Test
    void anInterfaceThatIsDeletedIsSaidToBeGone() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            namespace.ip("link", "del", "va");
            for (Link link : new Link[] {a, b}) {
                assertThatThrownBy(() -> {
                            long untilNanos = System.nanoTime() + LONG;
                            while (System.nanoTime() - untilNanos < 0) {
                                port.await(System.nanoTime() + 10 * MILLI);
                                link.receive(frame);
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("v[ab]: the interface is gone \\(ENODEV\\)");
                assertThatThrownBy(() -> link.send(advert(), 58))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("v[ab]: the interface is gone \\(ENXIO\\)");
                assertThatThrownBy(() -> link.receive(frame)).isInstanceOf(IOException.class);
            }
            long startNanos = System.nanoTime();
            port.await(startNanos + 20 * MILLI);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(20 * MILLI);
            a.close();
            b.close();
            assertThatThrownBy(() -> port.open(multicast("va")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("va: no such interface (ENODEV)");
            namespace.cable();
            Link again = port.open(multicast("va"));
            Link other = port.open(multicast("vb"));
            again.send(advert(), 58);
            assertThat(next(other)).isTrue();
        });
    }

    @Test
    void anInterfaceThatGoesDownAndUpKeepsItsLink() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            namespace.ip("link", "set", "vb", "down");
            assertThatThrownBy(() -> b.send(advert(), 58))
                    .isInstanceOf(IOException.class)
                    .hasMessage("vb: the interface is down (ENETDOWN)");
            for (int i = 0; i < 3; i++) {
                assertThat(b.receive(frame)).isFalse();
            }
            long startNanos = System.nanoTime();
            port.await(startNanos + 20 * MILLI);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(20 * MILLI);
            namespace.ip("link", "set", "vb", "up");
            namespace.awaitCarrier();
            a.send(advert(), 58);
            assertThat(next(b)).isTrue();
            b.send(advert(), 58);
            assertThat(next(a)).isTrue();
        });
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

    @Test
    void closingGivesEveryDescriptorBackAndThePortMayBeUsedAgain() throws Exception {
        namespace.inside(() -> {
            long before = descriptors();
            for (int i = 0; i < 3; i++) {
                Link a = port.open(multicast("va"));
                Link b = port.open(new Request("vb", Set.of(), VIRTUAL, true));
                b.close();
                b.close();
                assertThatThrownBy(() -> b.send(advert(), 58))
                        .isInstanceOf(IOException.class)
                        .hasMessage("vb: closed");
                port.await(System.nanoTime());
                port.close();
                port.wake();
                assertThatThrownBy(() -> a.send(advert(), 58)).isInstanceOf(IOException.class);
                assertThat(descriptors()).isEqualTo(before);
            }
            assertThatThrownBy(() -> port.open(multicast("none"))).isInstanceOf(IOException.class);
            assertThatThrownBy(
                            () -> port.open(new Request("va", Set.of(InetAddress.getByName("10.0.0.1")), null, false)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("va: join of 10.0.0.1: Invalid argument (EINVAL)");
            assertThat(descriptors()).isEqualTo(before);
        });
    }
}
