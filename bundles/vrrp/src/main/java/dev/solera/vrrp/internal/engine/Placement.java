package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.vrrp.internal.wire.GratuitousArp;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.NeighbourAdvertisement;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a MASTER puts on the host and tells the link: its claim, and a frame for each address, built ahead. Used by the address thread once made. */
final class Placement {
    final Claim claim;
    private final Blueprint blueprint;
    private final MacAddress base;
    private final Map<String, Port> ports;
    /** In the order of the VIPs; null until built, and for those whose interface has no Ethernet address. */
    private @Nullable Frame @Nullable [] frames;

    /**
     * Makes one without frames.
     *
     * @param base the interface's own MAC address
     * @param ports by interface, one for every VIP's
     */
    Placement(Blueprint blueprint, MacAddress base, Map<String, Port> ports) {
        this.blueprint = blueprint;
        this.claim = blueprint.claim();
        this.base = base;
        this.ports = Map.copyOf(ports);
    }

    /** Builds the frames, if that has not been done. */
    void build(HostNetwork network) {
        if (frames != null) {
            return;
        }
        List<Vip> vips = claim.vips();
        @Nullable Frame[] built = new Frame[vips.size()];
        for (int i = 0; i < built.length; i++) {
            built[i] = frame(vips.get(i), network);
        }
        frames = built;
    }

    int size() {
        return claim.vips().size();
    }

    Vip vip(int index) {
        return claim.vips().get(index);
    }

    /** Returns what tells of a VIP, null when nothing can. */
    @Nullable
    Frame frame(int index) {
        return frames == null ? null : frames[index];
    }

    /** Returns the claim to the first {@code count} VIPs alone, without what has to wait for the last of them. */
    Claim first(int count) {
        if (count == size()) {
            return claim;
        }
        VrrpInstance i = claim.instance();
        VrrpInstance part = new VrrpInstance(
                i.name(),
                i.interfaceName(),
                i.vrid(),
                i.version(),
                i.priority(),
                i.interval(),
                i.vips().subList(0, count),
                i.preempt(),
                i.preemptDelay(),
                i.startupDelay(),
                i.downAdverts(),
                i.lowerAdvert(),
                i.higherAdvert(),
                i.ownerIgnores(),
                i.pseudoHeader(),
                i.strictChecksum(),
                i.source(),
                i.vmac(),
                i.accept(),
                i.auth(),
                i.unicast(),
                i.announce(),
                List.of(),
                List.of(),
                i.tracks());
        return new Claim(part, claim.lease());
    }

    /** Returns whether the host looks the same with either. */
    boolean isLike(Placement other) {
        VrrpInstance a = claim.instance();
        VrrpInstance b = other.claim.instance();
        return a.name().equals(b.name())
                && a.vips().equals(b.vips())
                && a.routes().equals(b.routes())
                && a.rules().equals(b.rules())
                && a.accept() == b.accept()
                && claim.lease().equals(other.claim.lease());
    }

    private @Nullable Frame frame(Vip vip, HostNetwork network) {
        String device = blueprint.device(vip);
        boolean own = device.equals(blueprint.instance().interfaceName());
        MacAddress mac = own
                ? blueprint.mac(base)
                : network.find(device).map(HostNetwork.Interface::mac).orElse(null);
        Port port = ports.get(device);
        if (mac == null || port == null) {
            return null;
        }
        IpAddress address = IpAddress.of(vip.address());
        ByteBuffer bytes =
                ByteBuffer.allocate(address.v6() ? NeighbourAdvertisement.FRAME_BYTES : GratuitousArp.FRAME_BYTES);
        if (address.v6()) {
            new NeighbourAdvertisement(mac, address, Forwarding.of(device)).write(bytes);
        } else {
            new GratuitousArp(mac, address).write(bytes);
        }
        return new Frame(bytes.array(), port);
    }

    /** A frame and where it leaves. */
    static final class Frame {
        final byte[] bytes;
        final Port port;

        Frame(byte[] bytes, Port port) {
            this.bytes = bytes;
            this.port = port;
        }
    }
}
