package dev.solera.addresses.internal;

import dev.solera.api.Vip;
import dev.solera.spi.VipBinder.Claim;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every virtual router that is configured, looked up by what a call asks for. Immutable once made. */
final class Configured {
    private final Map<Object, Integer> vipsByPlace = new HashMap<>();
    private final Map<InetAddress, List<Claim>> byAddress = new HashMap<>();

    Configured(List<Claim> claims) {
        for (Claim claim : claims) {
            for (Vip vip : claim.vips()) {
                vipsByPlace.merge(place(claim, vip), 1, Integer::sum);
                byAddress.merge(vip.address(), List.of(claim), Configured::joined);
            }
        }
    }

    /** How many VIPs may be on the interface of a VIP, at least those of its own claim. */
    int vipsBeside(Claim claim, Vip vip) {
        int there = vipsByPlace.getOrDefault(place(claim, vip), 0);
        return Math.max(there, claim.vips().size());
    }

    /** The virtual routers that have an address. */
    List<Claim> having(InetAddress address) {
        return byAddress.getOrDefault(address, List.of());
    }

    private static List<Claim> joined(List<Claim> there, List<Claim> more) {
        return Stream.concat(there.stream(), more.stream()).toList();
    }

    /** A virtual MAC interface is its virtual router's alone; any other has a name. */
    private static Object place(Claim claim, Vip vip) {
        String device = vip.device();
        if (device != null) {
            return device;
        }
        return claim.instance().vmac() ? RouterId.of(claim) : claim.instance().interfaceName();
    }
}
