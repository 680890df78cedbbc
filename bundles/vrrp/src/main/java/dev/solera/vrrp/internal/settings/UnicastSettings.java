package dev.solera.vrrp.internal.settings;

import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adverts to nodes one by one, where there is no multicast.
 *
 * @param peers {@code unicast.peer.<name> = address [ttl=least[-most]]} by name, in file order; empty for multicast. Without ttl any hop limit
 *     is taken, as by keepalived.
 * @param hopLimit {@code unicast.ttl}, 255
 */
public record UnicastSettings(Map<String, Peer> peers, int hopLimit) {
    private static final Pattern PEER =
            Pattern.compile("(?<address>[0-9A-Fa-f:.]+)(\\s+ttl=(?<least>[0-9]{1,3})(-(?<most>[0-9]{1,3}))?)?");
    private static final int HIGHEST = 255;

    static UnicastSettings parse(Keys keys, boolean v6) {
        Map<String, Peer> peers = new LinkedHashMap<>();
        keys.group("unicast.peer").forEach((name, value) -> {
            Peer peer = peer("unicast.peer." + name, value, v6);
            if (peers.values().stream().anyMatch(other -> other.address().equals(peer.address()))) {
                throw new BadKey("unicast.peer." + name, value, "each peer once");
            }
            peers.put(name, peer);
        });
        // Asked for only with peers, so that without any it is refused as unknown.
        int hopLimit = peers.isEmpty() ? HIGHEST : keys.number("unicast.ttl", 1, HIGHEST, HIGHEST);
        return new UnicastSettings(peers, hopLimit);
    }

    private static Peer peer(String key, String value, boolean v6) {
        Matcher matcher = PEER.matcher(value);
        if (!matcher.matches()) {
            throw new BadKey(key, value, "an address, then ttl=254 or ttl=250-255");
        }
        IpAddress address = VrrpSettings.address(key, value, matcher.group("address"), v6);
        if (address.isMulticast()) {
            throw new BadKey(key, value, "the address of one node");
        }
        String least = matcher.group("least");
        String most = matcher.group("most");
        int lowest = least == null ? 0 : Integer.parseInt(least);
        int highest = most == null ? HIGHEST : Integer.parseInt(most);
        if (lowest > highest || highest > HIGHEST) {
            throw new BadKey(key, value, "ttl of 0..255, the lower first");
        }
        return new Peer(address, lowest, highest);
    }
}
