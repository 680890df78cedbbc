package dev.solera.ipvs.kernel;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.Protocol;
import dev.solera.netlink.Datagrams;
import dev.solera.netlink.GenericNetlink;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Records the dialogue that {@link RecordedDialogueTest} plays back, anew: needs a kernel with an empty IPVS table that may be changed, such
 * as that of the kernel lab; the argument is the folder to write to.
 */
public final class RecordDialogue {
    private RecordDialogue() {}

    public static void main(String[] arguments) throws Exception {
        Recording recording = new Recording(NetlinkSocket.open(NetlinkSocket.GENERIC, 65536));
        converse(new IpvsKernel(GenericNetlink.over(recording, Duration.ofSeconds(5)), Modules.modprobe()));
        Files.write(Path.of(arguments[0], "ipvs.dialogue"), recording.lines);
    }

    /** What is said, a bit of everything, refusals among it. Returns what was heard, in words. */
    static List<String> converse(IpvsKernel kernel) throws NetlinkException {
        List<String> heard = new ArrayList<>();
        heard.add(kernel.info().version() + " " + kernel.info().connectionTableSize());
        ServiceKey web = ServiceKey.of(Protocol.TCP, at("192.0.2.1", 80));
        ServiceKey six = ServiceKey.of(Protocol.UDP, at("2001:db8::1", 53));
        ServiceKey mark = ServiceKey.ofMark(7, Family.INET);
        kernel.apply(List.of(
                        new Change.AddService(KernelService.of(web, "wrr", 0).persistent(300, 24, null)),
                        new Change.AddService(KernelService.of(
                                six, "sh", KernelService.FLAG_1 | KernelService.FLAG_2 | KernelService.ONE_PACKET)),
                        new Change.AddService(KernelService.of(mark, "mh", KernelService.FLAG_2)),
                        new Change.AddService(KernelService.of(ServiceKey.ofMark(8, Family.INET6), "twos", 0)),
                        new Change.AddDestination(web, destination("198.51.100.1", 80, Method.DIRECT, 3)),
                        new Change.AddDestination(web, destination("198.51.100.2", 80, Method.DIRECT, 65535)),
                        new Change.AddDestination(web, destination("198.51.100.1", 80, Method.DIRECT, 3)),
                        new Change.AddDestination(
                                six,
                                new KernelDestination(
                                        new DestinationKey(Addresses.parseIp("2001:db8::2"), 53),
                                        Method.TUNNEL,
                                        1,
                                        100,
                                        80,
                                        new Tunnel(Tunnel.TYPE_GUE, 6080, Tunnel.CHECKSUM))),
                        new Change.AddDestination(mark, destination("198.51.100.3", 8080, Method.MASQUERADE, 1))))
                .forEach(refusal -> heard.add(refusal.reason()));
        list(kernel, heard);
        kernel.apply(List.of(
                        new Change.EditService(KernelService.of(web, "rr", 0)),
                        new Change.EditDestination(web, destination("198.51.100.1", 80, Method.DIRECT, 0)),
                        new Change.DeleteDestination(web, new DestinationKey(Addresses.parseIp("198.51.100.2"), 80)),
                        new Change.DeleteService(six),
                        new Change.DeleteService(six)))
                .forEach(refusal -> heard.add(refusal.reason()));
        list(kernel, heard);
        kernel.timeouts(new Timeouts(600, 0, 0));
        heard.add(kernel.timeouts().toString());
        kernel.start(new SyncDaemon(true, "lo", 9, 0, null, 0, 0));
        kernel.daemons().forEach(daemon -> heard.add(daemon.toString()));
        kernel.stop(kernel.daemons().get(0));
        kernel.zero(web);
        kernel.flush();
        heard.add(kernel.read().toString());
        return heard;
    }

    private static void list(IpvsKernel kernel, List<String> heard) throws NetlinkException {
        for (ServiceState state : kernel.read()) {
            heard.add(state.service().key() + " " + state.service().words());
            for (DestinationState one : state.destinations()) {
                heard.add("-> " + one.destination().key() + " "
                        + one.destination().words() + " with " + one.connections() + " "
                        + one.traffic().connections());
            }
        }
    }

    private static KernelDestination destination(String address, int port, Method method, int weight) {
        return KernelDestination.of(new DestinationKey(Addresses.parseIp(address), port), method, weight);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(Addresses.parseIp(address), port);
    }

    private static final class Recording implements Datagrams {
        private final Datagrams kernel;
        private final List<String> lines = new ArrayList<>();

        Recording(Datagrams kernel) {
            this.kernel = kernel;
            lines.add("port " + kernel.port());
        }

        @Override
        public int port() {
            return kernel.port();
        }

        @Override
        public void send(byte[] datagram) throws NetlinkException {
            lines.add("> " + HexFormat.of().formatHex(datagram));
            kernel.send(datagram);
        }

        @Override
        public ByteBuffer receive(long timeoutNanos) throws NetlinkException {
            ByteBuffer datagram = kernel.receive(timeoutNanos);
            if (datagram != null) {
                lines.add("< " + HexFormat.of().formatHex(datagram.array()));
            }
            return datagram;
        }

        @Override
        public void close() {
            kernel.close();
        }
    }
}
