package dev.solera.packet.internal;

import com.sun.jna.Native;
import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What both ways to the frames share: links come and go, one thread waits on them all, others wake it. */
abstract class LinuxPort implements PacketPort {
    private final PollSet polls = new PollSet();
    private final List<PacketLink> links = new CopyOnWriteArrayList<>();

    /**
     * Opens an interface; what was opened is closed again when that fails.
     *
     * @param onClose is told when the link is closed
     */
    abstract PacketLink opened(Request request, int index, Consumer<PacketLink> onClose) throws IOException;

    @Override
    public final @Nullable String makeRealTime() {
        return RealTime.make();
    }

    @Override
    public final Link open(Request request) throws IOException {
        int index = LibC.if_nametoindex(request.interfaceName());
        if (index == 0) {
            int error = Native.getLastError();
            throw new IOException(
                    error == Errno.ENODEV
                            ? request.interfaceName() + ": no such interface (ENODEV)"
                            : request.interfaceName() + ": " + Errno.words(error));
        }
        PacketLink link = opened(request, index, this::forget);
        try {
            polls.add(link.descriptor.fd);
        } catch (IOException e) {
            link.close();
            throw e;
        }
        links.add(link);
        return link;
    }

    @Override
    public final void await(long untilNanos) {
        polls.await(untilNanos);
    }

    @Override
    public final void wake() {
        polls.wake();
    }

    @Override
    public final void close() {
        links.forEach(PacketLink::close);
        polls.close();
    }

    private void forget(PacketLink link) {
        if (links.remove(link)) {
            polls.remove(link.descriptor.fd);
        }
    }
}
