package dev.solera.vrrp.internal.engine;

import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort.Link;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interface as virtual routers use it: open, or not and why. The timer thread owns it; any thread may send through {@link #link}. */
final class Port {
    final Key key;
    final Segment segment;
    /** Those that hear and send here, and those that only announce. */
    final List<Router> users = new ArrayList<>();
    /** Null while it is not open. */
    volatile @Nullable Link link;
    /** Why it is not open; null while it is, and before it was tried. */
    @Nullable
    String why;
    /** Whether it was tried. */
    boolean tried;
    /** Until when it is not tried again. */
    long retryAtNanos;
    /** The kernel's number of the interface it was opened on. */
    int index;

    Port(Key key, Segment segment) {
        this.key = key;
        this.segment = segment;
    }

    /**
     * What has to be the same for two virtual routers to share it.
     *
     * @param sourceMac the virtual MAC address, null for the interface's own
     * @param multicast whether adverts go to a group
     * @param hears whether adverts are read; a port that does not is for announcing
     */
    record Key(String interfaceName, boolean v6, @Nullable MacAddress sourceMac, boolean multicast, boolean hears) {
        static Key of(Blueprint blueprint) {
            RouterKey router = blueprint.key();
            return new Key(
                    router.interfaceName(),
                    router.v6(),
                    blueprint.instance().vmac() ? MacAddress.virtual(router.vrid(), router.v6()) : null,
                    blueprint.peers().isEmpty(),
                    true);
        }

        static Key announcing(String device) {
            return new Key(device, false, null, false, false);
        }
    }
}
