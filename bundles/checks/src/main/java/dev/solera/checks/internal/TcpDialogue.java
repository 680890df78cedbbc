package dev.solera.checks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sends what is to be sent and looks for what is expected in the first 64 KiB of the answer. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures through the pipeline.
final class TcpDialogue implements Dialogue {
    private static final int MOST_BYTES = 64 * 1024;

    private final TcpSettings settings;
    private final boolean secured;
    /** What may be the beginning of a match: at most one byte less than is expected. */
    private byte[] tail = new byte[0];

    private int received;

    TcpDialogue(TcpSettings settings, boolean secured) {
        this.settings = settings;
        this.secured = secured;
    }

    @Override
    public @Nullable Finding begin(Channel channel) {
        if (!settings.send().isEmpty()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(settings.send().bytes()));
        }
        if (!settings.expect().isEmpty()) {
            return null;
        }
        return secured ? Finding.pass("L6OK", 0, "TLS handshake done") : Finding.pass("L4OK", 0, "connected");
    }

    @Override
    public @Nullable Finding received(Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int taken = Math.min(bytes.readableBytes(), MOST_BYTES - received);
        byte[] window = Arrays.copyOf(tail, tail.length + taken);
        bytes.getBytes(bytes.readerIndex(), window, tail.length, taken);
        received += taken;
        if (contains(window, settings.expect().bytes())) {
            return Finding.pass("L7OK", 0, "answer contains \"" + settings.expect() + "\"");
        }
        if (received == MOST_BYTES) {
            return Finding.wrongAnswer("L7RSP", 0, "first 65536 bytes do not contain \"" + settings.expect() + "\"");
        }
        int kept = Math.min(window.length, settings.expect().bytes().length - 1);
        tail = Arrays.copyOfRange(window, window.length - kept, window.length);
        return null;
    }

    @Override
    public Finding closed() {
        return received == 0
                ? Finding.fail("L7RSP", "connection closed by the server without an answer")
                : Finding.fail("L7RSP", "answer does not contain \"" + settings.expect() + "\"");
    }

    @Override
    public boolean saidAll() {
        return true;
    }

    private static boolean contains(byte[] text, byte[] wanted) {
        for (int start = 0; start <= text.length - wanted.length; start++) {
            if (Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
