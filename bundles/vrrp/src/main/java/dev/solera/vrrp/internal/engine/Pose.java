package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a virtual router stands, as its thread publishes it when any of it changes.
 *
 * @param why what brought it into its state
 * @param yieldReason why it offers its place, null when it does not
 * @param held whether it would be MASTER were it not for its sync group
 * @param master who is heard to be MASTER, null for nobody
 */
record Pose(
        VrrpState state,
        VrrpYield yield,
        Instant since,
        String why,
        @Nullable String yieldReason,
        int effectivePriority,
        boolean held,
        @Nullable IpAddress master,
        int masterPriority,
        long activeIntervalNanos) {

    /** Says why it is or is not MASTER. */
    String sentence(Blueprint blueprint) {
        StringBuilder text = new StringBuilder(why);
        if (state == VrrpState.BACKUP) {
            if (master == null) {
                text.append("; hears no MASTER yet");
            } else {
                text.append("; hears ")
                        .append(master)
                        .append(" at priority ")
                        .append(masterPriority)
                        .append(", own is ")
                        .append(effectivePriority);
                boolean lower = masterPriority != 0 && masterPriority < effectivePriority;
                if (lower && !blueprint.instance().preempt()) {
                    text.append(", and preempt = false leaves it alone");
                } else if (lower && !blueprint.instance().preemptDelay().isZero()) {
                    text.append(", and preempt.delay.ms leaves it alone for a while");
                }
            }
            if (held) {
                text.append("; would be MASTER, but waits for the others of its sync group");
            }
        }
        if (yieldReason != null) {
            text.append("; goes by priority 1: ").append(yieldReason);
            text.append(
                    switch (yield) {
                        case NONE -> "";
                        case LISTENING -> "; has offered its place and listens whether somebody takes it";
                        case ALONE -> "; nobody took its place";
                    });
        }
        return text.toString();
    }
}
