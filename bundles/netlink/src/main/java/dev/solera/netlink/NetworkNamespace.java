package dev.solera.netlink;

import com.sun.jna.Native;
import dev.solera.netlink.internal.LibC;

/** Network namespaces (network_namespaces(7)). */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000; // linux/sched.h

    private NetworkNamespace() {}

    /**
     * Puts the calling thread, and every thread that it makes from then on, into a new network namespace in which there is nothing but a loopback interface
     * that is down. It goes when its last thread has ended and its last socket is closed. There is no way back for the thread.
     *
     * @throws NetlinkException {@code EPERM} without CAP_SYS_ADMIN
     */
    public static void enterNew() throws NetlinkException {
        if (LibC.unshare(CLONE_NEWNET) < 0) {
            throw NetlinkException.failed("new network namespace", Native.getLastError(), "unshare");
        }
    }
}
