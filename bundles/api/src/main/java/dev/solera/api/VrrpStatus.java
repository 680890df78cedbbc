package dev.solera.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual router as it stands.
 *
 * @param instance as configured
 * @param syncGroup the sync group it belongs to, null for none
 * @param demanded the priority it is to go by: as configured or set, and every track's part added, clamped to 1–254; the owner's is 255
 * @param parts what the priority is made of, the configured one first
 * @param report what the engine says, null when there is no engine
 */
public record VrrpStatus(
        VrrpInstance instance,
        @Nullable String syncGroup,
        int demanded,
        List<Part> parts,
        @Nullable VrrpReport report) {
    public VrrpStatus {
        parts = List.copyOf(parts);
    }

    /** Returns where it stands; INIT while there is no engine. */
    public VrrpState state() {
        return report == null ? VrrpState.INIT : report.state();
    }

    /**
     * A part of the priority.
     *
     * @param from such as {@code configured}, {@code script http} or {@code pool web}
     * @param change what it adds
     * @param why the state of what is tracked, in words
     * @param failed whether what is tracked fails
     */
    public record Part(String from, int change, String why, boolean failed) {}
}
