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

    /** Says what keeps it from serving, or else what brought it into its state. */
    String reason() {
        if (yieldReason != null) {
            return yieldReason;
        }
        return held ? "would be MASTER, but waits for the others of its sync group" : why;
    }
}
