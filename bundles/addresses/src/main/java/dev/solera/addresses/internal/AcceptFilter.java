package dev.solera.addresses.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drops what comes in for the VIPs of virtual routers with {@code accept = false} (RFC 9568 section 6.1, Accept_Mode), but never neighbour
 * solicitations and advertisements, without which an address would not be found. ARP is no IP packet, so it is not seen here. An address owner
 * (priority 255) accepts always. The table {@code inet solera} stands from the configuration on, MASTER or not, so a takeover waits for nothing; it is
 * replaced in one transaction, and gone when nobody needs it.
 */
public final class AcceptFilter {
    private static final String TABLE = "table inet solera";
    private static final int OWNER = 255;

    private final Nft nft;
    private @Nullable String applied;

    public AcceptFilter(Nft nft) {
        this.nft = nft;
    }

    /** Returns why there cannot be a filter, null when there can. */
    @Nullable
    String limit() {
        return nft.program() == null
                ? "accept = false: no nft on this host, so such a virtual router accepts all (expected: the package nftables)"
                : null;
    }

    /** Makes the filter that of {@code claims}. */
    List<Failure> apply(List<Claim> claims) {
        List<Claim> closed = claims.stream().filter(AcceptFilter::isClosed).toList();
        if (closed.isEmpty() && nft.program() == null) {
            return List.of(); // without the program there is nothing to remove
        }
        String script = script(closed);
        if (closed.isEmpty() && script.equals(applied)) {
            return List.of(); // one that is to stand is written again: somebody may have flushed it
        }
        try {
            nft.run(script);
            applied = script;
            return List.of();
        } catch (IOException e) {
            String why = "accept = false: " + e.getMessage();
            return closed.stream()
                    .map(claim -> new Failure(claim.name(), null, why))
                    .toList();
        }
    }

    static String script(List<Claim> closed) {
        Set<String> v4 = new TreeSet<>();
        Set<String> v6 = new TreeSet<>();
        for (Claim claim : closed) {
            for (Vip vip : claim.vips()) {
                InetAddress address = vip.address();
                (address.getAddress().length == 4 ? v4 : v6).add(Addresses.text(address));
            }
        }
        // Naming the table first makes the deletion succeed where there is none.
        StringBuilder script = new StringBuilder(TABLE + "\ndelete " + TABLE + "\n");
        if (!closed.isEmpty()) {
            script.append(TABLE).append(" {\n");
            set(script, "vips4", "ipv4_addr", v4);
            set(script, "vips6", "ipv6_addr", v6);
            script.append("  chain input {\n    type filter hook input priority -1; policy accept;\n")
                    .append("    ip daddr @vips4 drop\n")
                    .append("    ip6 daddr @vips6 icmpv6 type != { nd-neighbor-solicit, nd-neighbor-advert } drop\n")
                    .append("    ip6 daddr @vips6 meta l4proto != ipv6-icmp drop\n")
                    .append("  }\n}\n");
        }
        return script.toString();
    }

    private static boolean isClosed(Claim claim) {
        return !claim.instance().accept() && claim.instance().priority() != OWNER;
    }

    private static void set(StringBuilder script, String name, String type, Set<String> elements) {
        script.append("  set ")
                .append(name)
                .append(" {\n    type ")
                .append(type)
                .append("\n");
        if (!elements.isEmpty()) {
            script.append("    elements = { ")
                    .append(String.join(", ", elements))
                    .append(" }\n");
        }
        script.append("  }\n");
    }
}
