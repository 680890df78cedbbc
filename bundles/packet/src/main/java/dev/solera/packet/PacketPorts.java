package dev.solera.packet;

import dev.solera.packet.internal.AfPacketPort;
import dev.solera.packet.internal.PcapPort;
import dev.solera.packet.internal.UnavailablePort;
import dev.solera.spi.PacketPort;

/** Chooses how frames are sent and received. Stateless, safe from any thread. */
public final class PacketPorts {
    /** The framework or system property by which the choice is forced: {@value #AUTO}, {@value #PCAP} or {@value #RAW}. */
    public static final String PROPERTY = "solera.packet";
    /** libpcap where it is installed, else packet sockets. */
    public static final String AUTO = "auto";
    /** libpcap. */
    public static final String PCAP = "pcap";
    /** Packet sockets of the kernel. */
    public static final String RAW = "raw";

    private PacketPorts() {}

    /**
     * Makes a port with nothing open. It is always usable as one: where frames cannot be had, {@link PacketPort#limits} says why and
     * {@link PacketPort#open} throws with the same words.
     *
     * @param wanted {@link #AUTO}, {@link #PCAP} or {@link #RAW}
     * @throws IllegalArgumentException when it is anything else
     */
    public static PacketPort choose(String wanted) {
        return switch (wanted) {
            case AUTO -> better();
            case PCAP -> pcap();
            case RAW -> raw();
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + ": " + wanted + " (expected: " + AUTO + ", " + PCAP + " or " + RAW + ")");
        };
    }

    /** libpcap costs less per frame; both need the same privileges. */
    private static PacketPort better() {
        PacketPort pcap = pcap();
        return pcap instanceof PcapPort ? pcap : raw();
    }

    private static PacketPort raw() {
        try {
            return new AfPacketPort();
        } catch (LinkageError e) {
            return new UnavailablePort("no native access: " + reason(e)
                    + " (expected: 64-bit Linux, and a jna.tmpdir on a file system without noexec)");
        }
    }

    private static PacketPort pcap() {
        try {
            return new PcapPort();
        } catch (LinkageError e) {
            return new UnavailablePort("no libpcap: " + reason(e)
                    + " (expected: libpcap 1.5 or later, package libpcap0.8 or libpcap; or solera.packet = raw)");
        }
    }

    /** JNA lists each place it looked into, one a line. */
    private static String reason(LinkageError e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst(":$", "");
    }
}
