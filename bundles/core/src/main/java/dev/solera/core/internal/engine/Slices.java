package dev.solera.core.internal.engine;

import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.spi.Edit;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a long list of edits so that the one thread of core can give a sign of life between the lists: a node whose core is silent for {@code
 * permit.ms} yields its addresses, and thousands of changes at once are no reason to.
 *
 * <p>What belongs together stays together: virtual servers of which one takes a listener that another gives up are in one list, so that the
 * place never is without an owner.
 */
final class Slices {
    /** A plane needs some 10 to 50 µs for an edit: a list is done in a fraction of the shortest {@code permit.ms}. */
    static final int LENGTH = 512;

    private Slices() {}

    /**
     * Returns the edits in lists, in their order but for virtual servers that hand something over: those are in one list, behind what is added
     * and changed and before what is removed.
     *
     * @param actual what is there before
     */
    static List<List<Edit>> of(List<Edit> edits, Map<Ref, Spec> actual) {
        if (edits.size() <= LENGTH) {
            return List.of(edits);
        }
        Set<Object> handed = handedOver(edits, actual);
        List<Edit> first = new ArrayList<>();
        List<Edit> together = new ArrayList<>();
        List<Edit> last = new ArrayList<>();
        for (Edit edit : edits) {
            if (!handed.isEmpty() && touches(edit, actual, handed)) {
                together.add(edit);
            } else {
                (edit instanceof Edit.Remove ? last : first).add(edit);
            }
        }
        List<List<Edit>> slices = new ArrayList<>();
        cut(first, slices);
        if (!together.isEmpty()) {
            slices.add(together);
        }
        cut(last, slices);
        return slices;
    }

    private static void cut(List<Edit> edits, List<List<Edit>> slices) {
        for (int i = 0; i < edits.size(); i += LENGTH) {
            slices.add(edits.subList(i, Math.min(edits.size(), i + LENGTH)));
        }
    }

    /** Returns listeners and marks that one edit gives up and another takes. */
    private static Set<Object> handedOver(List<Edit> edits, Map<Ref, Spec> actual) {
        Set<Object> given = new HashSet<>();
        Set<Object> taken = new HashSet<>();
        for (Edit edit : edits) {
            Set<Object> before = places(before(edit, actual));
            Set<Object> after = places(after(edit));
            before.stream().filter(place -> !after.contains(place)).forEach(given::add);
            after.stream().filter(place -> !before.contains(place)).forEach(taken::add);
        }
        given.retainAll(taken);
        return given;
    }

    private static boolean touches(Edit edit, Map<Ref, Spec> actual, Set<Object> places) {
        return places(before(edit, actual)).stream().anyMatch(places::contains)
                || places(after(edit)).stream().anyMatch(places::contains);
    }

    private static @Nullable Spec before(Edit edit, Map<Ref, Spec> actual) {
        return edit instanceof Edit.Change change ? change.from() : actual.get(edit.ref());
    }

    private static @Nullable Spec after(Edit edit) {
        return edit instanceof Edit.Add add ? add.spec() : edit instanceof Edit.Change change ? change.to() : null;
    }

    private static Set<Object> places(@Nullable Spec spec) {
        Set<Object> places = new HashSet<>();
        if (spec instanceof Spec.Service service) {
            for (Listener listener : service.listeners()) {
                places.add(listener.toString());
            }
            for (FirewallMark mark : service.balancing().marks()) {
                places.add(mark);
            }
        }
        return places;
    }
}
