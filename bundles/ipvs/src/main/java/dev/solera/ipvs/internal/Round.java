package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.Change;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A list of edits on its way into force: each can be taken back by itself. One thread at a time, as its {@link Balancer}. */
final class Round {
    /** Virtual servers of which what is wanted has to be worked out anew. */
    final Set<String> dirty = new LinkedHashSet<>();
    /** When the connections of services that go are cut. */
    final Map<ServiceKey, Long> deadlines = new HashMap<>();
    /** Made in this round: nobody has a connection there. */
    final Set<ServiceKey> freshServices = new HashSet<>();

    final Map<ServiceKey, Set<DestinationKey>> freshDestinations = new HashMap<>();

    private final Specs specs;
    private final Set<Ref> edited = new LinkedHashSet<>();
    private final Map<Ref, Spec> before = new HashMap<>();
    private final Map<Ref, String> refused = new LinkedHashMap<>();

    /** Begins one, before any of {@code edits} is taken. */
    Round(Specs specs, List<Edit> edits) {
        this.specs = specs;
        for (Edit edit : edits) {
            Spec there = specs.get(edit.ref());
            if (edited.add(edit.ref()) && there != null) {
                before.put(edit.ref(), there);
            }
        }
    }

    /** Makes an edit, of what is wanted alone. */
    void take(Edit edit) {
        dirty.addAll(specs.users(edit.ref()));
        if (edit instanceof Edit.Remove) {
            specs.set(edit.ref(), null);
        } else {
            Spec to = edit instanceof Edit.Add add ? add.spec() : ((Edit.Change) edit).to();
            specs.set(to.ref(), to);
        }
        dirty.addAll(specs.users(edit.ref()));
    }

    /** Takes an edit back; tells whether there was one. */
    boolean refuse(Ref ref, String reason) {
        boolean first = refused.putIfAbsent(ref, reason) == null;
        if (!first || !edited.contains(ref)) {
            return false;
        }
        dirty.addAll(specs.users(ref));
        specs.set(ref, before.get(ref));
        dirty.addAll(specs.users(ref));
        return true;
    }

    boolean edits(Ref ref) {
        return edited.contains(ref);
    }

    /** The kernel has made a change. */
    void made(Change change) {
        if (change instanceof Change.AddService) {
            freshServices.add(change.service());
        } else if (change instanceof Change.AddDestination add) {
            freshDestinations
                    .computeIfAbsent(change.service(), none -> new HashSet<>())
                    .add(add.to().key());
        }
    }

    List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        refused.forEach((ref, reason) -> failures.add(new Failure(ref, reason)));
        return failures;
    }
}
