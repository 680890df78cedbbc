package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a socket receives from the kernel, in a namespace of the test's own. */
@Timeout(60)
class NetlinkSocketNamespaceTest {
    private Namespace namespace;
    private RouteNetlink route;
    private int va;

    @BeforeEach
    void open() throws Exception {
        namespace = Namespace.create("socket");
        route = namespace.inside(RouteNetlink::open);
        va = route.links().stream()
                .filter(link -> link.name().equals("va"))
                .findFirst()
                .orElseThrow()
                .index();
    }

    @AfterEach
    void close() throws Exception {
        if (route != null) {
            route.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void aMessageLargerThanTheBufferIsReadWhole() throws Exception {
        nameOften();
        NetlinkSocket socket = namespace.inside(() -> NetlinkSocket.open(NetlinkSocket.ROUTE, 1024 * 1024));
        MessageWriter out = new MessageWriter();
        out.begin(Link.GET, NetlinkMessage.REQUEST, 1)
                .u32(0)
                .u32(va)
                .u32(0)
                .u32(0)
                .end();

        socket.send(out.toByteArray());
        ByteBuffer datagram = socket.receive(TimeUnit.SECONDS.toNanos(10));
        socket.close();

        assertThat(datagram).isNotNull();
        assertThat(datagram.remaining()).isGreaterThan(350 * 124);
        assertThat(Link.decode(NetlinkMessage.parse(datagram).get(0)).name()).isEqualTo("va");
        assertThat(route.links()).extracting(Link::index).contains(va); // and so does the client of the whole
    }

    @Test
    void whatIsLeftOutDoesNotComeAndEverythingElseDoes() throws Exception {
        try (NetlinkSocket all = listening();
                NetlinkSocket some = listening()) {
            assertThat(some.leaveOut(Route.NEW, Route.DELETE, NetlinkMessage.HEADER_BYTES + Route.TABLE_OFFSET, 255))
                    .isTrue();
            namespace.ip("link", "set", "va", "up");
            Address vip = Address.of(va, InetAddress.getByName("192.0.2.10"), 24);
            route.addAddress(vip);
            route.deleteAddress(vip);
            List<String> heard = heard(all);
            assertThat(heard).contains("24 in 255", "25 in 255", "24 in 254", "25 in 254", "20", "21");
            heard.removeIf(message -> message.endsWith(" in 255"));
            assertThat(heard(some)).containsExactlyElementsOf(heard);
        }
    }

    @Test
    void anEventLargerThanTheBufferIsToldAsLostAndTheNextOneIsRead() throws Exception {
        try (NetlinkSocket socket =
                namespace.inside(() -> NetlinkSocket.openForEvents(NetlinkSocket.ROUTE, 1024 * 1024))) {
            socket.join(RouteGroup.LINK.number());
            nameOften();
            int lost = 0;
            int largest = 0;
            while (true) {
                try {
                    ByteBuffer datagram = socket.receive(0);
                    if (datagram == null) {
                        break;
                    }
                    largest = Math.max(largest, datagram.remaining());
                    assertThat(Link.decode(NetlinkMessage.parse(datagram).get(0))
                                    .name())
                            .isEqualTo("va");
                } catch (NetlinkException e) {
                    assertThat(e.errno()).isEqualTo(Errno.ENOBUFS);
                    lost++;
                }
            }
            assertThat(lost).isOne();
            assertThat(largest).isGreaterThan(350 * 124);
        }
    }

    private NetlinkSocket listening() throws Exception {
        NetlinkSocket socket = namespace.inside(() -> NetlinkSocket.open(NetlinkSocket.ROUTE, 1024 * 1024));
        socket.join(RouteGroup.IPV4_ADDRESS.number());
        socket.join(RouteGroup.IPV4_ROUTE.number());
        return socket;
    }

    /** The types of what has come, of routes with their tables. */
    private static List<String> heard(NetlinkSocket socket) throws NetlinkException {
        List<String> heard = new ArrayList<>();
        for (ByteBuffer datagram = socket.receive(0); datagram != null; datagram = socket.receive(0)) {
            for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
                boolean isRoute = message.type() == Route.NEW || message.type() == Route.DELETE;
                int table = Byte.toUnsignedInt(message.payload().get(Route.TABLE_OFFSET));
                heard.add(message.type() + (isRoute ? " in " + table : ""));
            }
        }
        return heard;
    }

    /** Gives a link so many names that what is told of it has more than 43,000 bytes. */
    private void nameOften() throws Exception {
        for (int i = 0; i < 50; i++) {
            List<String> command = new ArrayList<>(List.of("link", "property", "add", "dev", "va"));
            for (int j = 0; j < 7; j++) {
                command.addAll(List.of("altname", "%0120d".formatted(i * 7 + j)));
            }
            namespace.ip(command.toArray(new String[0]));
        }
    }
}
