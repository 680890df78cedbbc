package dev.solera.packet.internal;

import static dev.solera.packet.internal.BpfProgram.ADD;
import static dev.solera.packet.internal.BpfProgram.AND;
import static dev.solera.packet.internal.BpfProgram.LDX_MSH;
import static dev.solera.packet.internal.BpfProgram.LD_B;
import static dev.solera.packet.internal.BpfProgram.LD_B_X;
import static dev.solera.packet.internal.BpfProgram.LD_H;
import static dev.solera.packet.internal.BpfProgram.LD_W;
import static dev.solera.packet.internal.BpfProgram.LSH;
import static dev.solera.packet.internal.BpfProgram.RET;
import static dev.solera.packet.internal.BpfProgram.TAX;

import dev.solera.spi.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which frames of an interface are ours: VRRP over IPv4 and IPv6, also behind an authentication header (RFC 4302, VRRPv2 with AH) and
 * IPv6 hop-by-hop options; ARP and neighbour advertisements when asked. Never what this host sent, what a promiscuous interface
 * overhears, and what belongs to a VLAN: the kernel shows tagged frames on the parent interface with the tag taken off, and they would
 * look like its own.
 */
final class FrameFilter {
    private static final int VRRP = 112; // IANA protocol number
    private static final int AUTHENTICATION_HEADER = 51;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136; // RFC 4861 section 4.4

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    // What the kernel knows of a frame beside its bytes: SKF_AD_OFF + n, linux/filter.h.
    static final int PACKET_TYPE = 0xffff_f000 + 4;
    static final int VLAN_TAG = 0xffff_f000 + 44;
    static final int VLAN_TAG_PRESENT = 0xffff_f000 + 48;

    // linux/if_packet.h
    private static final int PACKET_OTHERHOST = 3;
    private static final int PACKET_OUTGOING = 4;

    private static final int IP = 14; // where it starts
    private static final int IPV6_PAYLOAD = IP + 40;
    private static final int WHOLE = 0x40000;

    private FrameFilter() {}

    /**
     * Returns the program.
     *
     * @param extraMac a destination that counts as this host's although it is not the interface's, null for none
     * @param arp whether ARP and neighbour advertisements pass
     */
    static BpfProgram of(@Nullable MacAddress extraMac, boolean arp) {
        BpfProgram.Assembly program = new BpfProgram.Assembly();
        program.then(LD_B, PACKET_TYPE).whenEqual(PACKET_OUTGOING, "drop");
        if (extraMac == null) {
            program.whenEqual(PACKET_OTHERHOST, "drop");
        } else {
            program.whenEqual(PACKET_OTHERHOST, "", "vlan")
                    .then(LD_W, 0)
                    .whenEqual((int) (extraMac.bits() >>> 16), "", "drop")
                    .then(LD_H, 4)
                    .whenEqual((int) extraMac.bits() & 0xffff, "", "drop");
        }
        // Tag 0 is a priority, no VLAN (IEEE 802.1Q-2018 table 9-2).
        program.at("vlan")
                .then(LD_B, VLAN_TAG_PRESENT)
                .whenEqual(0, "type")
                .then(LD_H, VLAN_TAG)
                .then(AND, 0xfff)
                .whenEqual(0, "type", "drop");
        program.at("type").then(LD_H, 12).whenEqual(ETHERTYPE_IPV4, "ipv4").whenEqual(ETHERTYPE_IPV6, "ipv6");
        program.whenEqual(ETHERTYPE_ARP, arp ? "take" : "drop", "drop");

        program.at("ipv4")
                .then(LD_B, IP + 9) // protocol
                .whenEqual(VRRP, "take")
                .whenEqual(AUTHENTICATION_HEADER, "", "drop")
                .then(LDX_MSH, IP)
                .then(LD_B_X, IP) // next header
                .whenEqual(VRRP, "take", "drop");

        program.at("ipv6")
                .then(LD_B, IP + 6) // next header
                .whenEqual(VRRP, "take")
                .whenEqual(AUTHENTICATION_HEADER, "ipv6 ah")
                .whenEqual(HOP_BY_HOP, "ipv6 options")
                .whenEqual(ICMPV6, arp ? "icmpv6" : "drop", "drop");
        program.at("icmpv6").then(LD_B, IPV6_PAYLOAD).whenEqual(NEIGHBOUR_ADVERTISEMENT, "take", "drop");
        program.at("ipv6 ah").then(LD_B, IPV6_PAYLOAD).whenEqual(VRRP, "take", "drop");
        program.at("ipv6 options")
                .then(LD_B, IPV6_PAYLOAD + 1) // length in 8 bytes, without the first 8 (RFC 8200 section 4.3)
                .then(ADD, 1)
                .then(LSH, 3)
                .then(TAX, 0)
                .then(LD_B, IPV6_PAYLOAD)
                .whenEqual(VRRP, "take")
                .whenEqual(AUTHENTICATION_HEADER, "", "drop")
                .then(LD_B_X, IPV6_PAYLOAD)
                .whenEqual(VRRP, "take", "drop");

        program.at("take").then(RET, WHOLE);
        program.at("drop").then(RET, 0);
        return program.build();
    }
}
