package dev.solera.proxy.internal.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A second descriptor of a socket, so that epoll tells us about it beside what it tells Netty. Told of changes, not of states. */
@SuppressWarnings("FutureReturnValueIgnored") // a listener looks
final class Tap implements EpollIoHandle {
    private final int fd;
    private final FileDescriptor descriptor;
    private @Nullable IoRegistration registration;
    private Consumer<EpollIoOps> listener = ops -> {};
    private boolean closed;

    Tap(int socket) throws IOException {
        this.fd = LibC.fcntl(socket, LibC.F_DUPFD_CLOEXEC, 3);
        if (fd < 0) {
            throw new IOException("no open file left, error " + Plumbing.error());
        }
        this.descriptor = new FileDescriptor(fd);
    }

    void watch(IoEventLoop loop, EpollIoOps what, Consumer<EpollIoOps> told) {
        listener = told;
        loop.register(this).addListener(f -> {
            if (f.isSuccess() && !closed) {
                IoRegistration made = (IoRegistration) f.getNow();
                registration = made;
                made.submit(what.with(EpollIoOps.EPOLLET));
            }
        });
    }

    int number() {
        return fd;
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration of, IoEvent event) {
        if (!closed) {
            listener.accept(((EpollIoEvent) event).ops());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        IoRegistration made = registration;
        if (made != null) {
            made.cancel();
        }
        LibC.close(fd);
    }
}
