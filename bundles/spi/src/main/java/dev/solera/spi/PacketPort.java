package dev.solera.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sends and receives whole Ethernet frames. {@link #await} and {@link Link#receive} belong to one thread, the VRRP timer thread, and allocate nothing;
 * {@link #wake} and {@link Link#send} may be called from any thread, {@link #open} and closing from the timer thread or while it does not run.
 */
@ConsumerType
public interface PacketPort extends AutoCloseable {
    /** Returns what it runs on, such as {@code pcap (libpcap 1.10.3)} or {@code AF_PACKET}. */
    String description();

    /** Returns what it cannot do here and why, in words, with what to grant. */
    List<String> limits();

    /**
     * Makes the calling thread real-time (SCHED_RR).
     *
     * @return why it is not, null when it is
     */
    @Nullable
    String makeRealTime();

    /**
     * Starts to receive VRRP (protocol 112) on an interface, and joins its multicast groups there.
     *
     * @throws IOException with the reason, and what to grant when a privilege is missing
     */
    Link open(Request request) throws IOException;

    /**
     * Waits until a frame may have arrived on an open link, {@link #wake} is called, or the time has come. May return early.
     *
     * @param untilNanos {@link System#nanoTime()}
     */
    void await(long untilNanos);

    /** Ends the wait under way, or the next one. */
    void wake();

    /** Closes every link. */
    @Override
    void close();

    /**
     * What to receive.
     *
     * @param interfaceName where
     * @param groups multicast groups to join, such as 224.0.0.18 and ff02::12; empty for unicast alone
     * @param sourceMac a MAC address other than the interface's that frames may be sent from and are received for, null for none
     * @param arp whether ARP and neighbour advertisements are received too, by which other owners of an address show
     */
    record Request(String interfaceName, Set<InetAddress> groups, @Nullable MacAddress sourceMac, boolean arp) {
        public Request {
            groups = Set.copyOf(groups);
        }
    }

    /** An open interface. Own frames are not received. */
    interface Link extends AutoCloseable {
        /**
         * Takes the next frame that has arrived, without waiting.
         *
         * @return false when there is none left
         * @throws IOException when the interface is gone
         */
        boolean receive(Frame into) throws IOException;

        /**
         * Sends a frame as it is.
         *
         * @throws IOException with the reason
         */
        void send(byte[] frame, int length) throws IOException;

        /**
         * Sends an IP packet, its header included, to one node; the kernel finds the way, the next hop and its MAC address. The packet leaves as it is but
         * for the checksum of an IPv4 header. Any thread.
         *
         * @param destination where to, of the packet's family
         * @param bytes the packet is in there, from {@code offset} on
         * @throws IOException with the reason; where it cannot be done at all, always
         */
        default void sendIp(InetAddress destination, byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("unicast: no raw IP socket here (expected: another packet port, or multicast)");
        }

        /** Returns how many frames the kernel has dropped here for want of room since it was opened. */
        long dropped();

        @Override
        void close();
    }

    /** A received frame; used again for the next. */
    final class Frame {
        /** The frame from its Ethernet header on. */
        public final byte[] bytes;
        /** How many of {@link #bytes} count; never more than arrived. */
        public int length;
        /** {@link System#nanoTime()} at which the kernel received it. */
        public long atNanos;

        /** Makes one that takes frames of up to {@code size} bytes; longer ones are cut. */
        public Frame(int size) {
            bytes = new byte[size];
        }
    }
}
