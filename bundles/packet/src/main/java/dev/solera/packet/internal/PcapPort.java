package dev.solera.packet.internal;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.List;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Frames through libpcap, one capture per interface. Needs CAP_NET_RAW and libpcap 1.5 or later; how pcap4j and libpcap share the work
 * is in the package's description. A link takes about 2 MB of the kernel's memory for its ring, 5 MB with frames of 9000 bytes.
 */
public final class PcapPort extends LinuxPort {
    /** The largest advert: 255 IPv6 addresses, trailer, authentication header, options, Ethernet header and a tag. */
    private static final int LARGEST_FRAME = 4352;

    private static final int HEADER_AND_TAG = 18;
    /** What the ring needs beside a frame's bytes, with the rounding. */
    private static final int RING_FRAME_OVERHEAD = 192;

    private static final int PCAP_ERROR_IFACE_NOT_UP = -9;
    private static final int RING_FRAMES = 1_200;

    private final KernelClock clock = new KernelClock();
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
    PacketLink opened(Request request, int index) throws IOException {
        String name = request.interfaceName();
        int largest = largestFrame(name);
        PcapHandle handle;
        try {
            handle = new PcapHandle.Builder(name)
                    .snaplen(largest)
                    .bufferSize((largest + RING_FRAME_OVERHEAD) * RING_FRAMES)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .timestampPrecision(PcapHandle.TimestampPrecision.NANO)
                    .direction(PcapHandle.PcapDirection.IN)
                    .build();
        } catch (PcapNativeException e) {
            throw new IOException(refused(name, e), e);
        }
        try {
            return filtered(request, index, handle);
        } catch (IOException e) {
            handle.close();
            throw e;
        }
    }

    private String refused(String name, PcapNativeException e) {
        List<String> limits = limits();
        if (!limits.isEmpty()) {
            return name + ": " + limits.get(0);
        }
        return Integer.valueOf(PCAP_ERROR_IFACE_NOT_UP).equals(e.getReturnCode())
                ? Errno.ofInterface(name, Errno.ENETDOWN, "open")
                : name + ": " + e.getMessage();
    }

    private PacketLink filtered(Request request, int index, PcapHandle handle) throws IOException {
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
        try (Memory found = new Memory(16)) {
            int left;
            do {
                left = LibPcap.pcap_next_ex(pcap, LibC.address(found), LibC.address(found) + 8);
            } while (left > 0);
        }
        FrameFilter.of(request.sourceMac(), request.arp()).attach(fd);
        Membership membership = Membership.open(request, index, fd);
        return new PcapLink(name, index, new Descriptor(fd, handle::close), membership, this::forget, clock, handle);
    }

    private static int largestFrame(String name) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        return found == null ? LARGEST_FRAME : Math.min(found.getMTU() + HEADER_AND_TAG, LARGEST_FRAME);
    }
}
