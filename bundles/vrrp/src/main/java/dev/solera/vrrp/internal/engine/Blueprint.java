package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VrrpSecrets;
import dev.solera.spi.VrrpSpec;
import dev.solera.vrrp.internal.machine.AnnounceSchedule;
import dev.solera.vrrp.internal.machine.MachineRules;
import dev.solera.vrrp.internal.wire.AdvertFormat;
import dev.solera.vrrp.internal.wire.HmacKey;
import dev.solera.vrrp.internal.wire.HmacRules;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.Password;
import dev.solera.vrrp.internal.wire.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A virtual router as configured, in the words of the codec and the state machine. A value, made off the timer thread.
 *
 * @param key what makes it the same one as before
 * @param hmac null without keys
 * @param peers empty for multicast
 * @param claim what it puts on the host while MASTER
 */
record Blueprint(
        VrrpInstance instance,
        VrrpSecrets secrets,
        RouterKey key,
        AdvertFormat format,
        @Nullable HmacRules hmac,
        List<Peer> peers,
        Claim claim) {
    Blueprint {
        peers = List.copyOf(peers);
    }

    /**
     * Converts what is configured.
     *
     * @throws IllegalArgumentException in the operator's words when there is no such advert
     */
    static Blueprint of(VrrpSpec spec, Duration lease) {
        VrrpInstance instance = spec.instance();
        VrrpSecrets secrets = spec.secrets();
        List<IpAddress> addresses = instance.advertised().stream()
                .map(vip -> IpAddress.of(vip.address()))
                .toList();
        AdvertFormat format = new AdvertFormat(
                instance.version(),
                instance.v6(),
                instance.vrid(),
                instance.interval().toNanos(),
                addresses,
                secrets.password() == null ? null : Password.of(secrets.password()),
                instance.pseudoHeader(),
                !instance.strictChecksum());
        List<Peer> peers = instance.unicast().peers().stream()
                .map(p -> new Peer(IpAddress.of(p.address()), p.leastHopLimit(), p.mostHopLimit()))
                .toList();
        return new Blueprint(
                instance, secrets, RouterKey.of(instance), format, hmac(secrets), peers, new Claim(instance, lease));
    }

    String name() {
        return instance.name();
    }

    /** Returns whether one can become the other without stopping. */
    boolean isSameRouter(Blueprint other) {
        return key.equals(other.key)
                && instance.version() == other.instance.version()
                && instance.vmac() == other.instance.vmac();
    }

    /** Returns whether adverts look the same and are heard the same. */
    boolean soundsLike(Blueprint other) {
        return format.equals(other.format)
                && secrets.equals(other.secrets)
                && peers.equals(other.peers)
                && instance.unicast().equals(other.instance.unicast());
    }

    MachineRules rules(IpAddress own) {
        VrrpInstance.Announce garp = instance.announce();
        return new MachineRules(
                instance.version(),
                own,
                instance.interval().toNanos(),
                instance.preempt(),
                instance.preemptDelay().toNanos(),
                instance.downAdverts(),
                instance.startupDelay().toNanos(),
                instance.lowerAdvert(),
                instance.higherAdvert(),
                instance.ownerIgnores(),
                new AnnounceSchedule(
                        garp.repeat(),
                        garp.delay().toNanos(),
                        garp.refresh().toNanos(),
                        garp.refreshRepeat(),
                        garp.lowerRepeat(),
                        garp.lowerDelay().toNanos()));
    }

    /** Returns the address its frames come from on its own interface. */
    MacAddress mac(MacAddress base) {
        return instance.vmac() ? MacAddress.virtual(key.vrid(), key.v6()) : base;
    }

    /** Returns the interface a VIP is put on and announced from. */
    String device(Vip vip) {
        return vip.device() == null ? instance.interfaceName() : vip.device();
    }

    private static @Nullable HmacRules hmac(VrrpSecrets secrets) {
        if (secrets.keys().isEmpty()) {
            return null;
        }
        Map<Integer, HmacKey> keys = secrets.keys().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> HmacKey.parse("hex:" + e.getValue())));
        return new HmacRules(
                keys,
                secrets.activeKey(),
                secrets.monotonic() ? HmacRules.Replay.MONOTONIC : HmacRules.Replay.TIME,
                secrets.windowSeconds(),
                switch (secrets.mode()) {
                    case ENFORCE -> HmacRules.Mode.ENFORCE;
                    case PERMISSIVE -> HmacRules.Mode.PERMISSIVE;
                    case RECEIVE_ONLY -> HmacRules.Mode.RECEIVE_ONLY;
                });
    }

    @Override
    public String toString() {
        return name() + " (" + key + ")";
    }
}
