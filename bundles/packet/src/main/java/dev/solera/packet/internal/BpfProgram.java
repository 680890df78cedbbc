package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of the classic Berkeley packet filter ({@code linux/filter.h}; McCanne and Jacobson, "The BSD Packet Filter", 1993), which
 * the kernel runs on a frame before it is copied for us.
 */
final class BpfProgram {
    /** Loads a byte, two bytes or four into the accumulator; the address is absolute. */
    static final int LD_B = 0x30;

    static final int LD_H = 0x28;
    static final int LD_W = 0x20;
    /** Loads a byte at index register + k. */
    static final int LD_B_X = 0x50;
    /** Index register = 4 × the low half of a byte: the length of an IPv4 header. */
    static final int LDX_MSH = 0xb1;

    static final int AND = 0x54;
    static final int ADD = 0x04;
    static final int LSH = 0x64;
    static final int TAX = 0x07;
    static final int JEQ = 0x15;
    static final int RET = 0x06;

    /** Takes nothing. */
    static final BpfProgram NOTHING = new Assembly().then(RET, 0).build();

    private static final int SO_ATTACH_FILTER = 26;
    private static final int INSTRUCTION_BYTES = 8;

    private final List<Instruction> instructions;

    private BpfProgram(List<Instruction> instructions) {
        this.instructions = List.copyOf(instructions);
    }

    List<Instruction> instructions() {
        return instructions;
    }

    /**
     * Puts it before a socket, in place of the one there.
     *
     * @throws IOException with the kernel's reason
     */
    void attach(int fd) throws IOException {
        try (Memory code = new Memory((long) INSTRUCTION_BYTES * instructions.size())) {
            for (int i = 0; i < instructions.size(); i++) {
                instructions.get(i).write(code, INSTRUCTION_BYTES * i);
            }
            byte[] program = new byte[16]; // struct sock_fprog: unsigned short, padding, pointer
            ByteBuffer.wrap(program)
                    .order(ByteOrder.nativeOrder())
                    .putShort(0, (short) instructions.size())
                    .putLong(8, LibC.address(code));
            if (LibC.setsockopt(fd, LibC.SOL_SOCKET, SO_ATTACH_FILTER, program, program.length) < 0) {
                throw new IOException("packet filter: " + Errno.words(Native.getLastError()));
            }
        }
    }

    /**
     * One instruction, {@code struct sock_filter}.
     *
     * @param whenTrue how many instructions a jump skips when it holds
     * @param whenFalse how many when not
     */
    record Instruction(int code, int whenTrue, int whenFalse, int k) {
        void write(Memory memory, int offset) {
            memory.setShort(offset, (short) code);
            memory.setByte(offset + 2, (byte) whenTrue);
            memory.setByte(offset + 3, (byte) whenFalse);
            memory.setInt(offset + 4, k);
        }
    }

    /** Writes a program with names in place of distances. Jumps go forward only, as the kernel wants them. */
    static final class Assembly {
        private record Line(int code, String whenTrue, String whenFalse, int k) {}

        private final List<Line> lines = new ArrayList<>();
        private final Map<String, Integer> places = new HashMap<>();

        Assembly at(String name) {
            places.put(name, lines.size());
            return this;
        }

        Assembly then(int code, int k) {
            lines.add(new Line(code, "", "", k));
            return this;
        }

        /** Goes to a named place when the accumulator is {@code k}, else on. */
        Assembly whenEqual(int k, String place) {
            return whenEqual(k, place, "");
        }

        /** Goes to one of two named places; an empty name means on. */
        Assembly whenEqual(int k, String place, String otherwise) {
            lines.add(new Line(JEQ, place, otherwise, k));
            return this;
        }

        BpfProgram build() {
            List<Instruction> done = new ArrayList<>();
            for (Line line : lines) {
                int next = done.size() + 1;
                done.add(new Instruction(
                        line.code, distance(next, line.whenTrue), distance(next, line.whenFalse), line.k));
            }
            return new BpfProgram(done);
        }

        private int distance(int next, String name) {
            if (name.isEmpty()) {
                return 0;
            }
            Integer place = places.get(name);
            if (place == null || place < next || place - next > 255) {
                throw new IllegalStateException("jump to " + name + " from " + next + " (expected: 0..255 forward)");
            }
            return place - next;
        }
    }
}
