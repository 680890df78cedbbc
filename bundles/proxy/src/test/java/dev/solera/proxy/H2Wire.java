package dev.solera.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of HTTP/2 that writes its frames by hand, right or wrong. */
final class H2Wire implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int REFUSED_STREAM = 7;
    static final int ENHANCE_YOUR_CALM = 11;

    /** One frame as it came. */
    record Frame(int type, int flags, int stream, ByteBuf payload) {
        boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        long code() {
            return payload.getUnsignedInt(type == GOAWAY ? 4 : 0);
        }
    }

    /** A response, or how a stream ended without one. */
    record Answer(Map<String, String> fields, String body, long reset) {
        String status() {
            return fields.get(":status");
        }
    }

    final Wire wire;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final List<Frame> kept = new ArrayList<>();

    H2Wire(InetSocketAddress address, int initialWindow) throws IOException {
        wire = Wire.to(address);
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        ByteBuf settings = Unpooled.buffer();
        settings.writeShort(4).writeInt(initialWindow);
        frame(SETTINGS, 0, 0, settings);
    }

    static H2Wire to(Lab lab) throws IOException {
        return new H2Wire(lab.address(), 1 << 20);
    }

    static byte[] bytes(int type, int flags, int stream, ByteBuf payload) {
        ByteBuf out = Unpooled.buffer();
        out.writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    H2Wire frame(int type, int flags, int stream, ByteBuf payload) throws IOException {
        wire.send(bytes(type, flags, stream, payload));
        return this;
    }

    /** Encodes fields one by one, never indexed. */
    static ByteBuf block(String... fields) {
        ByteBuf block = Unpooled.buffer();
        for (int i = 0; i < fields.length; i += 2) {
            block.writeByte(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block;
    }

    private static void text(ByteBuf block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.writeByte(bytes.length);
        } else {
            block.writeByte(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.writeByte(rest % 128 + 128);
                rest /= 128;
            }
            block.writeByte(rest);
        }
        block.writeBytes(bytes);
    }

    static String[] get(String path, String... more) {
        return request("GET", path, more);
    }

    static String[] request(String method, String path, String... more) {
        String[] head = {":method", method, ":scheme", "http", ":path", path, ":authority", "x"};
        String[] all = java.util.Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, all, head.length, more.length);
        return all;
    }

    H2Wire headers(int stream, boolean end, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    H2Wire data(int stream, boolean end, String text) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    H2Wire reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, Unpooled.buffer().writeInt(code));
    }

    H2Wire window(int stream, int bytes) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, Unpooled.buffer().writeInt(bytes));
    }

    /** Returns the next frame, null at the end of the connection. SETTINGS are acknowledged. */
    Frame read() throws IOException {
        if (!kept.isEmpty()) {
            return kept.remove(0);
        }
        int first = wire.read();
        if (first < 0) {
            return null;
        }
        byte[] head = wire.take(8).getBytes(StandardCharsets.ISO_8859_1);
        int length = first << 16 | (head[0] & 0xff) << 8 | head[1] & 0xff;
        ByteBuf payload = Unpooled.wrappedBuffer(wire.take(length).getBytes(StandardCharsets.ISO_8859_1));
        Frame frame = new Frame(
                head[2],
                head[3],
                (head[4] & 0x7f) << 24 | (head[5] & 0xff) << 16 | (head[6] & 0xff) << 8 | head[7] & 0xff,
                payload);
        if (frame.type() == SETTINGS && (frame.flags() & 1) == 0) {
            frame(SETTINGS, 1, 0, Unpooled.EMPTY_BUFFER);
        }
        return frame;
    }

    /** Returns the next frame of {@code type}, and drops what comes before it; null at the end of the connection. */
    Frame next(int type) throws IOException {
        Frame frame = read();
        while (frame != null && frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /** Reads frames of {@code stream} until it ends; those of other streams are dropped. */
    Answer answer(int stream) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = read();
            if (frame == null) {
                throw new IOException("the connection ended: " + fields + " " + body);
            }
            if (frame.type() == GOAWAY && frame.code() != NO_ERROR) {
                throw new IOException("GOAWAY " + frame.code());
            }
            if (frame.stream() != stream) {
                if (frame.type() == HEADERS) {
                    decode(frame); // the table is the connection's
                }
                continue;
            }
            switch (frame.type()) {
                case HEADERS ->
                    decode(frame)
                            .forEach(f -> fields.merge(
                                    f.getKey().toString(), f.getValue().toString(), (a, b) -> a + " | " + b));
                case DATA -> body.append(frame.payload().toString(StandardCharsets.ISO_8859_1));
                case RST_STREAM -> {
                    return new Answer(fields, body.toString(), frame.code());
                }
                default -> {}
            }
            if ((frame.type() == HEADERS || frame.type() == DATA) && frame.ends()) {
                return new Answer(fields, body.toString(), -1);
            }
        }
    }

    Http2Headers decode(Frame frame) throws IOException {
        try {
            return decoder.decodeHeaders(frame.stream(), frame.payload());
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
