package dev.solera.netlink.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteOrder;

/** A classic BPF program that drops datagrams before they are queued for a netlink socket (socket(7), {@code SO_ATTACH_FILTER}). */
public final class SocketFilter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int INSTRUCTION_BYTES = 8; // struct sock_filter

    private static final int LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    /** Where a message's type begins in its header, which has the machine's own byte order. */
    private static final int TYPE = 4;

    private static final boolean LITTLE = ByteOrder.nativeOrder().equals(ByteOrder.LITTLE_ENDIAN);

    private SocketFilter() {}

    /**
     * Drops messages of the types {@code oneType} and {@code otherType}, each below 256, that have {@code value} at {@code offset}, counted from
     * the message's header. A datagram is judged by its first message: events of the kernel have one.
     *
     * @return whether the kernel took it
     */
    public static boolean drop(int fd, int oneType, int otherType, int offset, int value) {
        int[][] program = {
            {LOAD_BYTE, 0, 0, LITTLE ? TYPE + 1 : TYPE},
            {IF_EQUAL, 0, 5, 0},
            {LOAD_BYTE, 0, 0, LITTLE ? TYPE : TYPE + 1},
            {IF_EQUAL, 1, 0, oneType},
            {IF_EQUAL, 0, 2, otherType},
            {LOAD_BYTE, 0, 0, offset},
            {IF_EQUAL, 1, 0, value},
            {RETURN, 0, 0, -1},
            {RETURN, 0, 0, 0},
        };
        try (Memory code = new Memory((long) INSTRUCTION_BYTES * program.length);
                Memory filter = new Memory(2L * Native.POINTER_SIZE)) { // struct sock_fprog
            for (int i = 0; i < program.length; i++) {
                long at = (long) INSTRUCTION_BYTES * i;
                code.setShort(at, (short) program[i][0]);
                code.setByte(at + 2, (byte) program[i][1]);
                code.setByte(at + 3, (byte) program[i][2]);
                code.setInt(at + 4, program[i][3]);
            }
            filter.clear();
            filter.setShort(0, (short) program.length);
            filter.setPointer(Native.POINTER_SIZE, code);
            return LibC.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, (int) filter.size()) == 0;
        }
    }
}
