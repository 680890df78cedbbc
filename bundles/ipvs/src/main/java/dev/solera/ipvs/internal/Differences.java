package dev.solera.ipvs.internal;

import dev.solera.api.IpvsDifference;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.spi.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where the kernel is not as it is to be. Pure. */
final class Differences {
    private Differences() {}

    /**
     * A difference.
     *
     * @param ref the object to tell anew for it to be repaired
     * @param difference in the operator's words
     */
    record Found(Ref ref, IpvsDifference difference) {}

    /**
     * Compares; who waits for its last connection is no difference.
     *
     * @param withheld services that are to be missing
     */
    static List<Found> of(Collection<Want> wants, KnownTable table, Predicate<Want> withheld, Drains drains) {
        List<Found> found = new ArrayList<>();
        for (Want want : wants) {
            ServiceKey key = want.service().key();
            KnownTable.Entry entry = table.entry(key);
            Ref service = new Ref.Service(want.virtualServer());
            if (withheld.test(want)) {
                if (entry != null) {
                    found.add(found(service, key, null, null, entry.service().words()));
                }
            } else if (entry == null) {
                found.add(found(service, key, null, want.service().words(), null));
            } else {
                if (!entry.service().equals(want.service())) {
                    found.add(found(
                            service,
                            key,
                            null,
                            want.service().words(),
                            entry.service().words()));
                }
                destinations(want, entry, drains, found);
            }
        }
        return found;
    }

    private static void destinations(Want want, KnownTable.Entry entry, Drains drains, List<Found> found) {
        ServiceKey key = want.service().key();
        for (Map.Entry<DestinationKey, Want.Destination> one :
                want.destinations().entrySet()) {
            KernelDestination there = entry.destination(one.getKey());
            KernelDestination to = one.getValue().to();
            if (!to.equals(there) && !(there == null && one.getValue().leaving())) {
                found.add(found(
                        new Ref.Real(one.getValue().real()),
                        key,
                        one.getKey(),
                        to.words(),
                        there == null ? null : there.words()));
            }
        }
        for (KernelDestination there : entry.destinations()) {
            boolean expected =
                    want.destinations().containsKey(there.key()) || drains.has(key, there.key()) && there.weight() == 0;
            if (!expected) {
                found.add(found(new Ref.Service(want.virtualServer()), key, there.key(), null, there.words()));
            }
        }
    }

    private static Found found(
            Ref ref,
            ServiceKey service,
            @Nullable DestinationKey destination,
            @Nullable String desired,
            @Nullable String actual) {
        String at = destination == null ? null : destination.toString();
        return new Found(ref, new IpvsDifference(service.toString(), at, desired, actual));
    }
}
