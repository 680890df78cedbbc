package dev.solera.itests.kernel;

import dev.solera.netlink.Datagrams;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the changes that go over the wire to a kernel's IPVS, and the system calls that carry them. */
final class Tap implements Datagrams {
    private static final int CONTROLLER = 0x10;
    private static final int FLUSH = 17;
    private static final java.util.Set<Integer> READS = java.util.Set.of(4, 8, 11, 13, 15); // IPVS_CMD_GET_*

    private final Datagrams kernel;
    private final AtomicInteger changes;
    private final AtomicInteger datagrams;

    Tap(Datagrams kernel, AtomicInteger changes, AtomicInteger datagrams) {
        this.kernel = kernel;
        this.changes = changes;
        this.datagrams = datagrams;
    }

    @Override
    public int port() {
        return kernel.port();
    }

    @Override
    public void send(byte[] datagram) throws NetlinkException {
        int before = changes.get();
        for (NetlinkMessage message :
                NetlinkMessage.parse(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()))) {
            int command = message.payload().get();
            if (message.type() != CONTROLLER && command <= FLUSH && !READS.contains(command)) {
                changes.incrementAndGet();
            }
        }
        if (changes.get() != before) {
            datagrams.incrementAndGet();
        }
        kernel.send(datagram);
    }

    @Override
    public @Nullable ByteBuffer receive(long timeoutNanos) throws NetlinkException {
        return kernel.receive(timeoutNanos);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
