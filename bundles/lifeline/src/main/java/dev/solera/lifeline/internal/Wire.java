package dev.solera.lifeline.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a unix socket: length, number of the type, record. One thread reads, any may send; a peer that does not read holds up who sends to it, so
 * nothing that must not wait sends.
 */
final class Wire implements AutoCloseable {
    /** Longest message: room for a hundred thousand VIPs. */
    static final int MOST_BYTES = 64 << 20;

    private final SocketChannel channel;

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends one message, whole. */
    synchronized void send(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeByte(Message.TYPES.indexOf(message.getClass()));
            Codec.write(message.getClass(), message, out);
        }
        ByteBuffer frame = ByteBuffer.wrap(bytes.toByteArray());
        if (frame.remaining() > MOST_BYTES) {
            throw new IOException("message of " + frame.remaining() + " bytes (expected: at most " + MOST_BYTES + ")");
        }
        frame.putInt(0, frame.remaining() - 4);
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /** Waits for the next message; null when the other end has closed. */
    @Nullable
    Message receive() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        if (!fill(length)) {
            return null;
        }
        int size = length.getInt(0);
        if (size < 1 || size > MOST_BYTES) {
            throw new IOException("message of " + size + " bytes (expected: 1.." + MOST_BYTES + ")");
        }
        ByteBuffer frame = ByteBuffer.allocate(size);
        if (!fill(frame)) {
            throw new EOFException("message cut short");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.array()))) {
            int type = in.readUnsignedByte();
            if (type >= Message.TYPES.size()) {
                throw new IOException("message of type " + type);
            }
            return (Message) Codec.read(Message.TYPES.get(type), in);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Returns false when the other end has closed before the first byte. */
    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("message cut short");
            }
        }
        return true;
    }
}
