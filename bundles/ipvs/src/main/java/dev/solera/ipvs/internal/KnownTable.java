package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.Change;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.DestinationState;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.KernelService;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.ipvs.kernel.ServiceState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the kernel has, everybody's: as it was read, and changed since by what it took from us. For one thread. */
final class KnownTable {
    private final Map<ServiceKey, Entry> entries = new LinkedHashMap<>();

    /** A service with its destinations. */
    static final class Entry {
        private KernelService service;
        private final Map<DestinationKey, KernelDestination> destinations = new LinkedHashMap<>();

        private Entry(KernelService service) {
            this.service = service;
        }

        KernelService service() {
            return service;
        }

        @Nullable
        KernelDestination destination(DestinationKey key) {
            return destinations.get(key);
        }

        Collection<KernelDestination> destinations() {
            return destinations.values();
        }
    }

    static KnownTable of(List<ServiceState> states) {
        KnownTable table = new KnownTable();
        for (ServiceState state : states) {
            Entry entry = new Entry(state.service());
            for (DestinationState one : state.destinations()) {
                entry.destinations.put(one.destination().key(), one.destination());
            }
            table.entries.put(state.service().key(), entry);
        }
        return table;
    }

    @Nullable
    Entry entry(ServiceKey key) {
        return entries.get(key);
    }

    boolean has(ServiceKey key) {
        return entries.containsKey(key);
    }

    /** The kernel has made a change. */
    void made(Change change) {
        if (change instanceof Change.AddService add) {
            entries.put(add.service(), new Entry(add.to()));
        } else if (change instanceof Change.DeleteService delete) {
            entries.remove(delete.service());
        }
        Entry entry = entries.get(change.service());
        if (entry == null) {
            return;
        }
        if (change instanceof Change.EditService edit) {
            entry.service = edit.to();
        } else if (change instanceof Change.AddDestination add) {
            entry.destinations.put(add.to().key(), add.to());
        } else if (change instanceof Change.EditDestination edit) {
            entry.destinations.put(edit.to().key(), edit.to());
        } else if (change instanceof Change.DeleteDestination delete) {
            entry.destinations.remove(delete.destination());
        }
    }
}
