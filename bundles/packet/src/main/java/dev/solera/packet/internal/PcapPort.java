package dev.solera.packet.internal;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Frames through libpcap, one capture per interface. Needs CAP_NET_RAW and libpcap 1.5 or later; how pcap4j and libpcap share the work
 * is in the package's description. A link takes about 2 MB of the kernel's memory for its ring, 5 MB with frames of 9000 bytes.
 *
 * <p>libpcap refuses an interface that is down: such a one is read through a packet socket, and so is every one after the first
 * {@value #MOST_RINGS}.
 */
public final class PcapPort extends LinuxPort {
    /** The largest advert: 255 IPv6 addresses, trailer, authentication header, options, Ethernet header and a tag. */
    private static final int LARGEST_FRAME = 4352;

    private static final int HEADER_AND_TAG = 18;
    /** What the ring needs beside a frame's bytes, with the rounding. */
    private static final int RING_FRAME_OVERHEAD = 192;

    private static final int PCAP_ERROR_IFACE_NOT_UP = -9;
    private static final int RING_FRAMES = 1_200;

    /** What the rings may hold of the kernel's memory is bounded. */
    private static final int MOST_RINGS = 32;

    private final KernelClock clock = new KernelClock();
    private final AfPacketPort sockets = new AfPacketPort();
    private final AtomicInteger rings = new AtomicInteger();
    private final String version;

    /**
     * Loads libpcap.
     *
     * @throws LinkageError where it is missing
     */
    public PcapPort() {
        String text = Pcaps.libVersion(); // "libpcap version 1.10.3 (with TPACKET_V3)"
        version = text.replaceFirst("^libpcap version ", "").replaceFirst("[ ,].*", "");
        LibPcap.load();
    }

    @Override
    public String description() {
        return "pcap (libpcap " + version + ")";
    }

    @Override
    public List<String> limits() {
        return Privilege.limits(0);
    }

    @Override
    PacketLink opened(Request request, int index, Consumer<PacketLink> onClose) throws IOException {
        if (rings.get() >= MOST_RINGS) {
            return sockets.opened(request, index, onClose);
        }
        PcapHandle handle;
        try {
            handle = activated(request.interfaceName());
        } catch (PcapNativeException e) {
            if (Integer.valueOf(PCAP_ERROR_IFACE_NOT_UP).equals(e.getReturnCode())) {
                return sockets.opened(request, index, onClose);
            }
            List<String> limits = limits();
            throw new IOException(
                    request.interfaceName() + ": " + (limits.isEmpty() ? e.getMessage() : limits.get(0)), e);
        }
        try {
            return filtered(request, index, onClose, handle);
        } catch (IOException e) {
            handle.close();
            throw e;
        }
    }

    private static PcapHandle activated(String name) throws IOException, PcapNativeException {
        int largest = largestFrame(name);
        return new PcapHandle.Builder(name)
                .snaplen(largest)
                .bufferSize((largest + RING_FRAME_OVERHEAD) * RING_FRAMES)
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .immediateMode(true)
                .timestampPrecision(PcapHandle.TimestampPrecision.NANO)
                .direction(PcapHandle.PcapDirection.IN)
                .build();
    }

    private PacketLink filtered(Request request, int index, Consumer<PacketLink> onClose, PcapHandle handle)
            throws IOException {
        String name = request.interfaceName();
        if (!DataLinkType.EN10MB.equals(handle.getDlt())) {
            throw new IOException(name + ": link type " + handle.getDlt() + " (expected: Ethernet)");
        }
        long pcap = LibPcap.handle(handle);
        int fd = LibPcap.pcap_get_selectable_fd(pcap);
        if (fd < 0) {
            throw new IOException(name + ": libpcap cannot be waited for (expected: a selectable descriptor)");
        }
        try {
            handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
        AfPacketPort.prepare(fd);
        // libpcap captures before it filters: what came in until now goes first, and nothing more comes meanwhile.
        BpfProgram.NOTHING.attach(fd);
        drain(pcap);
        FrameFilter.of(request.sourceMac(), request.arp()).attach(fd);
        Membership membership = Membership.open(request, index, fd);
        rings.incrementAndGet();
        Descriptor descriptor = new Descriptor(fd, () -> {
            handle.close();
            rings.decrementAndGet();
        });
        return new PcapLink(name, index, descriptor, membership, onClose, clock, handle);
    }

    private static void drain(long pcap) {
        try (Memory found = new Memory(16)) {
            int taken;
            do {
                taken = LibPcap.pcap_next_ex(pcap, LibC.address(found), LibC.address(found) + 8);
            } while (taken > 0);
        }
    }

    private static int largestFrame(String name) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        return found == null ? LARGEST_FRAME : Math.min(found.getMTU() + HEADER_AND_TAG, LARGEST_FRAME);
    }
}
