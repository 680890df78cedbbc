package dev.solera.addresses.internal;

import dev.solera.addresses.internal.Wanted.WantedVip;
import dev.solera.netlink.Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which VIPs are in place by us, from one call to the next. For one thread. */
final class AddressTable {
    final Ledger<Spot> ledger = new Ledger<>();
    final Map<Spot, Placed> placed = new HashMap<>();

    /** Where somebody else has the same address, and that has been said. */
    final Set<Spot> foreign = new HashSet<>();

    /** Interfaces that could not be told to keep later addresses of a subnet. */
    final Set<String> unpromoted = new HashSet<>();

    private final Ownership ownership;

    /**
     * An address that the kernel was asked to have.
     *
     * @param prefix it was bound with
     * @param lifetime its lease in seconds
     */
    record Placed(WantedVip wanted, int prefix, long lifetime, long renewedNanos) {}

    AddressTable(Ownership ownership) {
        this.ownership = ownership;
    }

    /** The entry of ours, null when there is none. On a kernel without tags, what this process placed counts as well. */
    @Nullable
    Address ours(List<Address> entries, Spot spot) {
        for (Address entry : entries) {
            if (isOurs(entry, spot)) {
                return entry;
            }
        }
        return null;
    }

    boolean isOurs(Address entry, Spot spot) {
        return ownership.isOurs(entry)
                || !ownership.tagged()
                        && placed.containsKey(spot)
                        && !entry.lifetime().isForever();
    }
}
