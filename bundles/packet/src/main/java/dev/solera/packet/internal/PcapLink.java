package dev.solera.packet.internal;

import com.sun.jna.Memory;
import dev.solera.spi.PacketPort;
import java.util.function.Consumer;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** An interface read through libpcap: frames lie in a ring that the kernel fills, with its receive time before each. */
final class PcapLink extends PacketLink {
    private static final int PCAP_ERROR = -1;
    // struct pcap_pkthdr of a 64-bit Linux: seconds, fraction, captured length, length.
    private static final int FRACTION = 8;
    private static final int CAPTURED = 16;

    private final PcapHandle handle;
    private final long pcap;
    private final long nanosPerFraction;
    private final KernelClock clock;
    private final Memory found = new Memory(16); // struct pcap_pkthdr *, const u_char *
    private final long address = LibC.address(found);
    private int errors;
    private long dropped;

    PcapLink(
            String name,
            int index,
            Descriptor descriptor,
            Membership membership,
            Consumer<PacketLink> onClose,
            KernelClock clock,
            PcapHandle handle) {
        super(name, index, descriptor, membership, onClose);
        this.clock = clock;
        this.handle = handle;
        pcap = LibPcap.handle(handle);
        nanosPerFraction = handle.getTimestampPrecision() == PcapHandle.TimestampPrecision.NANO ? 1 : 1_000;
    }

    @Override
    int take(PacketPort.Frame into) {
        int answer = LibPcap.pcap_next_ex(pcap, address, address + 8);
        if (answer == PCAP_ERROR) {
            // libpcap has read the socket's error and keeps the number to itself. An interface that went down is told
            // of once.
            errors++;
            return errors == 1 ? -Errno.ENETDOWN : -Errno.EIO;
        }
        errors = 0;
        if (answer <= 0) {
            return 0;
        }
        long header = found.getLong(0);
        int length = Math.min(LibC.ALL.getInt(header + CAPTURED), into.bytes.length);
        LibC.ALL.read(found.getLong(8), into.bytes, 0, length);
        into.length = length;
        into.atNanos =
                clock.nanoTimeOf(LibC.ALL.getLong(header), LibC.ALL.getLong(header + FRACTION) * nanosPerFraction);
        return 1;
    }

    @Override
    String failure(int error) {
        return name + ": receive: " + LibPcap.pcap_geterr(pcap);
    }

    @Override
    public synchronized long dropped() {
        if (descriptor.enter()) {
            try {
                dropped = handle.getStats().getNumPacketsDropped();
            } catch (PcapNativeException | NotOpenException e) {
                return dropped; // of an interface that is gone: what was counted last
            } finally {
                descriptor.leave();
            }
        }
        return dropped;
    }
}
