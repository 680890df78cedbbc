package dev.solera.packet.internal;

import java.nio.ByteBuffer;

/** Runs a {@link BpfProgram} as the kernel does, on a frame and what the kernel knows beside it. */
final class BpfMachine {
    private final BpfProgram program;
    private final int packetType;
    private final int vlanTag;

    /** @param vlanTag 0..65535, -1 for none */
    BpfMachine(BpfProgram program, int packetType, int vlanTag) {
        this.program = program;
        this.packetType = packetType;
        this.vlanTag = vlanTag;
    }

    /** Returns whether the frame passes. */
    boolean takes(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        int accumulator = 0;
        int index = 0;
        try {
            for (int at = 0; ; at++) {
                BpfProgram.Instruction each = program.instructions().get(at);
                switch (each.code()) {
                    case BpfProgram.LD_B ->
                        accumulator = special(each.k()) ? known(each.k()) : frame.get(each.k()) & 0xff;
                    case BpfProgram.LD_H ->
                        accumulator = special(each.k()) ? known(each.k()) : frame.getShort(each.k()) & 0xffff;
                    case BpfProgram.LD_W -> accumulator = frame.getInt(each.k());
                    case BpfProgram.LD_B_X -> accumulator = frame.get(index + each.k()) & 0xff;
                    case BpfProgram.LDX_MSH -> index = 4 * (frame.get(each.k()) & 0xf);
                    case BpfProgram.AND -> accumulator &= each.k();
                    case BpfProgram.ADD -> accumulator += each.k();
                    case BpfProgram.LSH -> accumulator <<= each.k();
                    case BpfProgram.TAX -> index = accumulator;
                    case BpfProgram.JEQ -> at += accumulator == each.k() ? each.whenTrue() : each.whenFalse();
                    case BpfProgram.RET -> {
                        return each.k() != 0;
                    }
                    default -> throw new IllegalStateException("code " + each.code());
                }
            }
        } catch (IndexOutOfBoundsException beyondTheFrame) {
            return false; // as in the kernel
        }
    }

    private static boolean special(int address) {
        return address < 0;
    }

    private int known(int address) {
        return switch (address) {
            case FrameFilter.PACKET_TYPE -> packetType;
            case FrameFilter.VLAN_TAG_PRESENT -> vlanTag < 0 ? 0 : 1;
            case FrameFilter.VLAN_TAG -> Math.max(0, vlanTag);
            default -> throw new IllegalStateException("ancillary " + address);
        };
    }
}
