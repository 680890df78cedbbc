package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.model.TrackSettings;
import java.util.Set;

/** Looks at scripts, files and processes. */
public interface Sensors extends AutoCloseable {
    /** Looks at exactly these from now on; what is known of those looked at already stays. */
    void watch(Set<TrackSettings.What> whats);

    /** Returns what the last look showed. Any thread; takes no lock. */
    Reading read(TrackSettings.What what);

    @Override
    void close();
}
