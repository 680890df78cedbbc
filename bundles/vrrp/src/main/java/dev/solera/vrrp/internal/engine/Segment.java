package dev.solera.vrrp.internal.engine;

import dev.solera.vrrp.internal.wire.AddressClaim;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The virtual routers of one family on one interface, by their identifier, and what is heard there for none of them. Used by the timer thread. */
final class Segment {
    private static final int MOST_VRIDS = 256;

    private final AdvertCounters strays = new AdvertCounters();
    private final @Nullable Router[] routers = new Router[MOST_VRIDS];
    private final Map<IpAddress, Router> byAddress = new HashMap<>();
    /** Counts strays, so that interfaces opened twice count them once. */
    private @Nullable Port counting;

    void put(Router router) {
        routers[router.key().vrid()] = router;
    }

    void remove(Router router) {
        if (routers[router.key().vrid()] == router) {
            routers[router.key().vrid()] = null;
        }
        byAddress.values().removeIf(r -> r == router);
    }

    /** Learns again whose addresses are whose. */
    void mapAddresses() {
        byAddress.clear();
        for (Router router : routers) {
            if (router != null) {
                router.addresses().forEach(address -> byAddress.put(address, router));
            }
        }
    }

    void onAdvert(Port port, ReceivedPacket packet, long atNanos) {
        int vrid = packet.vrid();
        Router router = vrid < 0 ? null : routers[vrid];
        if (router != null) {
            router.hear(port, packet, atNanos);
            return;
        }
        if (counting == null || counting.link == null) {
            counting = port;
        }
        if (counting == port) {
            strays.count(vrid < 0 ? AdvertCounter.PACKET_LEN_ERR : AdvertCounter.VRID_ERR);
        }
    }

    void onOther(Port port, ByteBuffer frame, long nowNanos) {
        AddressClaim claim = AddressClaim.read(frame);
        Router router = claim == null ? null : byAddress.get(claim.address());
        if (claim != null && router != null) {
            router.onClaim(port, claim, nowNanos);
        }
    }

    /** Returns how often something was heard for nobody. Any thread. */
    long strays(AdvertCounter counter) {
        return strays.get(counter);
    }
}
