package dev.solera.core.internal.model;

import dev.solera.api.VrrpInstance.Peer;
import dev.solera.api.VrrpInstance.Unicast;
import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code unicast.*}: adverts to nodes one by one. Without {@code ttl=} a peer's hop limit may be any, as in keepalived. */
final class UnicastReader {
    private static final Pattern PEER =
            Pattern.compile("(?<address>[0-9A-Fa-f:.]+)(\\s+ttl=(?<least>[0-9]{1,3})(-(?<most>[0-9]{1,3}))?)?");
    private static final int HIGHEST = 255;

    private UnicastReader() {}

    static Unicast read(Keys keys, boolean v6) {
        List<Peer> peers = new ArrayList<>();
        keys.group("unicast.peer").forEach((name, value) -> {
            Peer peer = peer(name, value, v6);
            if (peers.stream().anyMatch(other -> other.address().equals(peer.address()))) {
                throw new BadKey("unicast.peer." + name, value, "each peer once");
            }
            peers.add(peer);
        });
        // Asked for only with peers, so that without any it is refused as unknown.
        return new Unicast(peers, peers.isEmpty() ? HIGHEST : keys.number("unicast.ttl", 1, HIGHEST, HIGHEST));
    }

    private static Peer peer(String name, String value, boolean v6) {
        String key = "unicast.peer." + name;
        Matcher matcher = PEER.matcher(value);
        if (!matcher.matches()) {
            throw new BadKey(key, value, "an address, then ttl=254 or ttl=250-255");
        }
        InetAddress address = VrrpReader.address(key, value, matcher.group("address"), v6);
        if (address.isMulticastAddress()) {
            throw new BadKey(key, value, "the address of one node");
        }
        String least = matcher.group("least");
        String most = matcher.group("most");
        int lowest = least == null ? 0 : Integer.parseInt(least);
        int highest = most == null ? HIGHEST : Integer.parseInt(most);
        if (lowest > highest || highest > HIGHEST) {
            throw new BadKey(key, value, "ttl of 0..255, the lower first");
        }
        return new Peer(name, address, lowest, highest);
    }
}
