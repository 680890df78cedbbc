package dev.solera.packet.internal;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;

/** What the process may not do, and what to grant. */
final class Privilege {
    private static final String GRANT_RAW =
            "CAP_NET_RAW is missing (grant it: AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN CAP_SYS_NICE in the systemd unit,"
                    + " or setcap cap_net_raw,cap_net_admin,cap_sys_nice+ep on the java binary)";

    private Privilege() {}

    /** Returns an error in words; what to grant where that is the matter. */
    static String refused(String subject, int error) {
        boolean privilege = error == Errno.EPERM || error == Errno.EACCES;
        return subject + ": " + (privilege ? GRANT_RAW : Errno.words(error));
    }

    /**
     * Returns what is missing now.
     *
     * @param roomBytes how much each link wants the kernel to queue for it; 0 for none
     */
    static List<String> limits(int roomBytes) {
        List<String> limits = new ArrayList<>();
        int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            limits.add(refused("packet socket", Native.getLastError()));
            return limits;
        }
        if (roomBytes > 0) {
            SocketOption.receiveRoom(fd, roomBytes);
            int got = SocketOption.get(fd, SocketOption.SO_RCVBUF) / 2; // the kernel doubles what is asked for
            if (got < roomBytes) {
                limits.add("receive buffer: " + got + " bytes (expected: " + roomBytes
                        + "; grant CAP_NET_ADMIN, or raise net.core.rmem_max)");
            }
        }
        LibC.close(fd);
        return limits;
    }
}
