package dev.solera.proxy.internal;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Keeps half-closed sockets alive. When a socket waits for nothing, as one does whose peer has ended its direction, Netty 4.2.18 takes it
 * out of epoll and forgets that it did: the next time it waits, to go on sending say, epoll_ctl fails with ENOENT and the connection is
 * closed with something unsent. A socket that also waits for errors, of which epoll tells in any case, never waits for nothing.
 */
final class EpollMemory {
    private static final @Nullable MethodHandle SET_FLAG = find();

    private EpollMemory() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> channel = EpollSocketChannel.class.getSuperclass().getSuperclass();
            Method method = channel.getDeclaredMethod("setFlag", int.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return null; // another Netty, or none of its natives; a test looks
        }
    }

    /** Makes {@code channel}, not registered yet, wait for errors. */
    static void keep(Channel channel) {
        if (SET_FLAG == null || !(channel instanceof EpollSocketChannel)) {
            return;
        }
        try {
            SET_FLAG.invoke(channel, EpollIoOps.EPOLLERR.value());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("epoll: " + channel, e);
        }
    }
}
