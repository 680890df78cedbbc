package dev.solera.proxy.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;

/**
 * Sends what is to be sent at once straight to the socket, past the channel's queue, while nothing waits there: most messages fit, and for
 * those the queue is a tenth of what a request costs. What does not fit goes the usual way. Used by the channel's thread alone.
 */
final class Straight {
    private Straight() {}

    /**
     * Sends as much of {@code bytes} as the system takes.
     *
     * @return whether nothing is left; the caller keeps {@code bytes}, whose reader index has moved, and sends the rest through the channel, which
     *     also finds out what is wrong with a connection that takes nothing
     */
    static boolean send(Channel channel, ByteBuf bytes) {
        if (!(channel instanceof EpollSocketChannel socket)
                || !bytes.hasMemoryAddress()
                || channel.pipeline().get(SslHandler.class) != null) {
            return false;
        }
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() > 0 || !queue.isEmpty() || !socket.isActive()) {
            return false;
        }
        try {
            int sent = socket.fd().writeAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            if (sent > 0) {
                bytes.skipBytes(sent);
            }
            return !bytes.isReadable();
        } catch (IOException e) {
            return false;
        }
    }
}
