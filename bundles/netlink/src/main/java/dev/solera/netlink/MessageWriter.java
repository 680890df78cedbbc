package dev.solera.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes netlink messages one after the other into one growing buffer: header, fixed part, attributes, each padded to four bytes. Used
 * by one thread at a time.
 */
public final class MessageWriter {
    private static final int NESTED = 0x8000;
    private static final int MAX_ATTRIBUTE_BYTES = 0xffff;

    private ByteBuffer out;
    private int start;

    /** In the machine's own byte order, as the kernel wants it. */
    public MessageWriter() {
        this(ByteOrder.nativeOrder());
    }

    MessageWriter(ByteOrder order) {
        out = ByteBuffer.allocate(1024).order(order);
    }

    /** Begins a message; {@link #end} closes it. */
    public MessageWriter begin(int type, int flags, int sequence) {
        start = out.position();
        return u32(0).u16(type).u16(flags).u32(sequence).u32(0);
    }

    /** Closes the message: fills in its length and pads to four bytes. */
    public MessageWriter end() {
        out.putInt(start, out.position() - start);
        return pad();
    }

    /** Gives the message that began at {@code mark} other flags. */
    void alter(int mark, int flags) {
        out.putShort(mark + 6, (short) flags);
    }

    public MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public MessageWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public MessageWriter u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    /** Bytes as they are, neither length nor padding. */
    public MessageWriter raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    public MessageWriter attributeU8(int type, int value) {
        return header(type, 1).u8(value).pad();
    }

    public MessageWriter attributeU16(int type, int value) {
        return header(type, 2).u16(value).pad();
    }

    /** A 16-bit value in network byte order, such as a port. */
    public MessageWriter attributeBe16(int type, int value) {
        return header(type, 2).u8(value >> 8).u8(value).pad();
    }

    public MessageWriter attributeU32(int type, long value) {
        return header(type, 4).u32(value);
    }

    public MessageWriter attributeU64(int type, long value) {
        header(type, 8).room(8).putLong(value);
        return this;
    }

    public MessageWriter attribute(int type, byte[] value) {
        return header(type, value.length).raw(value).pad();
    }

    public MessageWriter attribute(int type, InetAddress value) {
        return attribute(type, value.getAddress());
    }

    /** A text in UTF-8 with a NUL at its end. */
    public MessageWriter attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    /** A nest, with whatever {@code inside} writes in it. */
    public MessageWriter nest(int type, Consumer<MessageWriter> inside) {
        return enclosed(type | NESTED, inside);
    }

    /** An attribute whose value {@code inside} writes: a structure, or a nest of the families that know no nest flag. */
    public MessageWriter enclosed(int type, Consumer<MessageWriter> inside) {
        int mark = out.position();
        header(type, 0);
        inside.accept(this);
        int length = out.position() - mark;
        if (length > MAX_ATTRIBUTE_BYTES) {
            throw tooLong(type, length);
        }
        out.putShort(mark, (short) length);
        return pad();
    }

    /** How many bytes have been written. */
    public int size() {
        return out.position();
    }

    /** All that has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private MessageWriter header(int type, int valueBytes) {
        int length = 4 + valueBytes;
        if (length > MAX_ATTRIBUTE_BYTES) {
            throw tooLong(type, length);
        }
        return u16(length).u16(type);
    }

    private static IllegalArgumentException tooLong(int type, int length) {
        return new IllegalArgumentException(
                "attribute " + type + ": " + length + " bytes (expected: at most " + MAX_ATTRIBUTE_BYTES + ")");
    }

    private MessageWriter pad() {
        while ((out.position() & 3) != 0) {
            u8(0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int wanted = Math.max(out.capacity() * 2, out.position() + bytes);
            out = ByteBuffer.allocate(wanted).order(out.order()).put(out.flip());
        }
        return out;
    }
}
