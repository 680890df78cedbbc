/**
 * Two ways to Ethernet frames on Linux, and what they share.
 *
 * <p>{@link dev.solera.packet.internal.AfPacketPort} reads packet sockets, a frame per system call.
 * {@link dev.solera.packet.internal.PcapPort} reads the ring that libpcap shares with the kernel. Both put the same program of
 * {@code FrameFilter} before the socket, join groups through {@code Membership}, send on the packet socket and wait in
 * {@code PollSet}.
 *
 * <p>pcap4j opens, sets up, counts and closes captures. It is not on the way of a frame: its calls make several objects for each, and it
 * has none for the descriptor that a poll needs. So {@code LibPcap} takes the {@code pcap_t *} out of pcap4j's handle and calls
 * {@code pcap_get_selectable_fd} and {@code pcap_next_ex} on it. On Linux the descriptor is the packet socket itself. Frames are sent
 * on it by send(2), because {@code pcap_sendpacket} waits where there is no room. The filter is attached to it too, not through
 * libpcap: its expressions cannot tell what a promiscuous interface overhears, and after {@code pcap_setfilter} it filters the first
 * frame of the ring in user space, where the kernel's own facts about a frame (its direction) are not known, and loses it.
 *
 * <p>Measured (PacketCost in the tests; two cores, veth, frames of 58 bytes), CPU for a frame that wakes its reader: 3.8 µs with
 * libpcap, 4.9 µs with packet sockets; in a burst of a hundred 0.4 µs and 1.8 µs; a receive that finds nothing 0.7 and 0.8 µs. Sending
 * takes 3.1 µs with both. Packet sockets need less memory: they queue on demand, where a ring is there from the start.
 *
 * <p>An interface that goes down and up again keeps its link. One that is removed, or moved to another network namespace, takes its
 * link with it: the packet socket then has no interface any more, and {@code PacketLink} finds that out by asking for its address.
 */
@NullMarked
package dev.solera.packet.internal;

import org.jspecify.annotations.NullMarked;
