package dev.solera.core.internal.model;

import dev.solera.api.VrrpInstance;
import dev.solera.spi.VrrpSecrets;
import java.util.List;

/**
 * A virtual router as its file means it.
 *
 * @param instance what everybody may see
 * @param secrets what only the engine may; its text hides them
 * @param tracks in file order, the same as the instance's
 */
public record Router(VrrpInstance instance, VrrpSecrets secrets, List<TrackSettings> tracks) {
    public Router {
        tracks = List.copyOf(tracks);
    }
}
