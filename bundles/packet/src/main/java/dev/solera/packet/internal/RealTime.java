package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;

/** The scheduling of a thread that keeps time (sched(7)). */
final class RealTime {
    private static final int SCHED_RR = 2;
    /** Threads and processes it starts are ordinary ones. */
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    /** Above every ordinary thread; below what watches the machine (watchdogs, interrupt threads at 50). */
    private static final int PRIORITY = 20;

    private static final int PR_SET_TIMERSLACK = 29;

    private RealTime() {}

    /**
     * Makes the calling thread SCHED_RR, and its timers exact even if that is refused: the kernel lets ordinary threads oversleep 50 µs
     * to save wake-ups.
     *
     * @return why it is not, null when it is
     */
    static @Nullable String make() {
        LibC.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
        try (Memory priority = new Memory(4)) { // struct sched_param
            priority.setInt(0, PRIORITY);
            if (LibC.sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, LibC.address(priority)) >= 0) {
                return null;
            }
        }
        int error = Native.getLastError();
        if (error != Errno.EPERM) {
            return "SCHED_RR: " + Errno.words(error);
        }
        return "SCHED_RR: refused (grant CAP_SYS_NICE, or RLIMIT_RTPRIO of " + PRIORITY
                + " or more: LimitRTPRIO= in the systemd unit, rtprio in limits.conf; where both are there, the control group has no"
                + " real-time budget: cpu.rt_runtime_us)";
    }
}
