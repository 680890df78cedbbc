package dev.solera.lifeline.internal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a unix socket: number of the type, record. One thread reads, any may send; a peer that does not read holds up who sends to it, so
 * nothing that must not wait sends. A message is never in memory as bytes as a whole: the state of a thousand virtual routers is large for the
 * lifeline's small heap.
 */
final class Wire implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final DataOutputStream out;
    private final DataInputStream in;

    Wire(SocketChannel channel) {
        this.channel = channel;
        this.out = new DataOutputStream(new BufferedOutputStream(new Outgoing(channel), BUFFER_BYTES));
        this.in = new DataInputStream(new BufferedInputStream(new Incoming(channel), BUFFER_BYTES));
    }

    /** Sends one message, whole. */
    synchronized void send(Message message) throws IOException {
        out.writeByte(Message.TYPES.indexOf(message.getClass()));
        Codec.write(message.getClass(), message, out);
        out.flush();
    }

    /** Waits for the next message; null when the other end has closed. */
    @Nullable
    Message receive() throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        if (type >= Message.TYPES.size()) {
            throw new IOException("message of type " + type);
        }
        return (Message) Codec.read(Message.TYPES.get(type), in);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Those of {@link java.nio.channels.Channels} exclude each other: who waits for bytes would keep others from sending. */
    private static final class Outgoing extends OutputStream {
        private final SocketChannel channel;

        Outgoing(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer piece = ByteBuffer.wrap(bytes, offset, length);
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }

    private static final class Incoming extends InputStream {
        private final SocketChannel channel;

        Incoming(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
