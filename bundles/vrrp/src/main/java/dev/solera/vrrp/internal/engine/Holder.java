package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.spi.VipBinder.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one virtual router has on the host, and how it gets from there to what it is to have: in pieces, each cancelled when the router is no longer
 * MASTER. Used by the address thread.
 */
final class Holder {
    /** The first piece is small, so that the first address is announced soon; the next are larger, so that little is done twice. */
    private static final int FIRST_PIECE = 16;

    private static final int GROWTH = 4;
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_RETRIES = 5;

    final Desk.Alarm sending = new Desk.Alarm(this);
    final Desk.Alarm retrying = new Desk.Alarm(this);
    /** Added addresses are told of a second time at this time. */
    final Desk.Alarm telling = new Desk.Alarm(this);

    /** When the last frame was sent, if one was; counts where there is a least gap between two. */
    long sentAtNanos;

    boolean hasSent;

    private final Desk desk;
    private final Outcome outcome;
    private final ArrayDeque<Burst> bursts = new ArrayDeque<>();
    /** What is in place, or on its way there. */
    private @Nullable Placement target;
    /** What was in place before; the rest of it is to go. */
    private @Nullable Placement before;
    /** What is to be in place after that. */
    private @Nullable Placement next;
    /** What could not be taken off. */
    private @Nullable Placement leftover;

    private int leftoverTries;
    private long serial;
    private int bound;
    private boolean whole;
    private boolean releasing;
    private int failures;
    private Set<String> failed = Set.of();
    private @Nullable BitSet added;
    /** Whether the kernel was seen to have all of it. */
    private boolean seen;

    Holder(Desk desk, Outcome outcome) {
        this.desk = desk;
        this.outcome = outcome;
    }

    /** The router is MASTER. */
    void hold(Placement placement, long serial) {
        this.serial = serial;
        releasing = false;
        leftover = null;
        if (target == null) {
            begin(placement, false);
            desk.bindLater(this);
        } else {
            next = placement;
            desk.bindLater(this);
            if (before != null) {
                desk.removeLater(this);
            }
        }
    }

    /** The router's addresses, or what its frames say, are others now. */
    void change(Placement placement) {
        if (target == null) {
            return;
        }
        if (!releasing && before == null && next == null && placement.isLike(target)) {
            target = placement;
        } else {
            next = placement;
            desk.bindLater(this);
        }
    }

    /** The router is no longer MASTER. */
    void drop(boolean gently) {
        next = null;
        bursts.clear();
        desk.silence(this);
        if (target != null) {
            releasing = true;
            desk.releaseLater(this, gently);
        }
    }

    void announce(int copies) {
        if (target == null || releasing) {
            return;
        }
        int left = 0;
        for (Burst burst : bursts) {
            left = burst.isAboutAll() ? Math.max(left, burst.copiesLeft()) : left;
        }
        bursts.removeIf(Burst::isAboutAll);
        tell(new Burst(null, Math.max(left, copies)));
    }

    /** Tells of one address once more, because somebody else claims it. */
    void defend(Vip vip) {
        int index = target == null || releasing ? -1 : target.claim.vips().indexOf(vip);
        if (index >= 0) {
            BitSet only = new BitSet();
            only.set(index);
            tell(new Burst(only, 1));
        }
    }

    /** Tells of the added addresses a second time. */
    void tellAgain() {
        if (added != null && target != null && !releasing) {
            tell(new Burst(added, target.claim.instance().announce().repeat()));
        }
        added = null;
    }

    /** Does the next piece of what is to be put in place. */
    void bindSome() {
        if (releasing) {
            return;
        }
        if (next != null && isSettled()) {
            before = target;
            begin(next, true);
        }
        Placement placement = target;
        if (placement == null) {
            return;
        }
        int size = placement.size();
        int count = whole || bound >= size ? size : Math.min(size, Math.max(FIRST_PIECE, bound * GROWTH));
        List<Failure> bad = desk.bind(placement.first(count));
        boolean hopeless = bad.stream().anyMatch(f -> f.vip() == null);
        bound = count;
        failed = bad.isEmpty() ? failed : with(failed, bad);
        if (count < size && !hopeless) {
            desk.bindLater(this);
            desk.sendSoon(this, true);
            return;
        }
        finish(placement, bad);
    }

    /** Takes off what it had and is not to have any more. */
    void removeRest() {
        if (before != null && target != null && !releasing) {
            List<Failure> bad = desk.change(before, target);
            before = null;
            outcome.released(bad.isEmpty() ? null : bad.get(0).why());
        }
        if (next != null) {
            desk.bindLater(this);
        }
    }

    /** Takes off all of it, unless it is MASTER again. */
    void release() {
        if (!releasing) {
            return;
        }
        releasing = false;
        List<Failure> bad = new ArrayList<>();
        Placement leaving = target;
        if (before != null) {
            bad.addAll(desk.release(before));
        }
        if (leaving != null) {
            bad.addAll(desk.release(leaving));
        }
        target = null;
        before = null;
        added = null;
        bound = 0;
        failures = 0;
        failed = Set.of();
        bursts.clear();
        desk.forget(this);
        outcome.inPlace(List.of());
        outcome.released(bad.isEmpty() ? null : bad.get(0).why());
        if (!bad.isEmpty() && leaving != null) {
            leftover = leaving;
            leftoverTries = 0;
            desk.retry(this, SECOND);
        }
        if (next != null) {
            begin(next, false);
            desk.bindLater(this);
        }
    }

    /** Tries again what has failed. */
    void retry() {
        if (target != null) {
            whole = true;
            desk.bindLater(this);
        } else if (leftover != null) {
            List<Failure> bad = desk.release(leftover);
            if (bad.isEmpty() || ++leftoverTries > MOST_RETRIES) {
                leftover = null; // its lease ends by itself
            } else {
                desk.retry(this, SECOND << leftoverTries);
            }
            outcome.released(bad.isEmpty() ? null : bad.get(0).why());
        }
    }

    /** Returns the next frame to send, null when there is none now. */
    Placement.@Nullable Frame nextFrame() {
        Placement placement = target;
        while (placement != null && !releasing && !bursts.isEmpty()) {
            int index = bursts.element().next(bound, placement.size());
            if (index < 0) {
                if (!bursts.element().isOver(placement.size())) {
                    return null;
                }
                bursts.remove();
                continue;
            }
            Placement.Frame frame = placement.frame(index);
            if (frame != null && !failed.contains(placement.vip(index).name())) {
                return frame;
            }
        }
        return null;
    }

    /** Returns whether it has frames of which not one copy has been sent. */
    boolean isUrgent() {
        return !bursts.isEmpty() && bursts.element().isFirstCopy();
    }

    long gapNanos() {
        return target == null ? 0 : target.claim.instance().announce().gap().toNanos();
    }

    /** Returns what is in place as a whole, null while there is nothing or not all of it. */
    @Nullable
    Placement settled() {
        return isSettled() && !releasing ? target : null;
    }

    boolean holds() {
        return target != null;
    }

    /** Looks whether the kernel still has all of it. */
    void inspect(AddressLookup lookup) {
        Placement placement = settled();
        if (placement == null || !failed.isEmpty() || placement.claim.instance().vmac()) {
            return; // which interface a virtual MAC's addresses are on, the binder knows; it puts them back when it
            // renews
        }
        List<Vip> missing = placement.claim.vips().stream()
                .filter(vip -> !lookup.has(Leases.device(placement.claim.instance(), vip), vip))
                .toList();
        if (missing.isEmpty()) {
            seen = true;
        } else if (seen) {
            // Once until it was seen whole again: the kernel's own news of what is put back comes later.
            seen = false;
            outcome.removed(missing.get(0));
            desk.renewNow(this);
            BitSet only = new BitSet();
            missing.forEach(vip -> only.set(placement.claim.vips().indexOf(vip)));
            tell(new Burst(only, 1));
        }
    }

    private void begin(Placement placement, boolean atOnce) {
        Placement old = target;
        target = placement;
        next = null;
        whole = atOnce;
        failed = Set.of();
        failures = 0;
        seen = false;
        bound = 0;
        desk.build(placement);
        added = old == null ? null : addedSince(old, placement);
        bursts.removeIf(burst -> !burst.isAboutAll());
    }

    private boolean isSettled() {
        return target != null && before == null && bound >= target.size();
    }

    private void finish(Placement placement, List<Failure> bad) {
        List<String> names = names(placement);
        Set<String> lacked = failed;
        if (!bad.isEmpty() || !failed.isEmpty()) {
            names = desk.bound(placement);
            Set<String> lacking = new HashSet<>(names(placement));
            names.forEach(lacking::remove);
            failed = lacking;
            tellRecovered(placement, lacked);
        }
        bound = placement.size();
        outcome.inPlace(names);
        String why = bad.isEmpty() ? null : words(bad.get(0));
        if (names.isEmpty() && why != null) {
            bursts.clear();
            outcome.notBound(serial, why);
            return;
        }
        outcome.bound(serial, why, !failed.isEmpty());
        if (why != null) {
            desk.retry(this, SECOND << Math.min(failures++, MOST_RETRIES));
        }
        desk.keep(this, placement);
        desk.sendSoon(this, true);
        if (before != null) {
            if (added != null && !added.isEmpty()) {
                tell(new Burst(added, placement.claim.instance().announce().repeat()));
                desk.tellLater(this, placement.claim.instance().announce().delay());
            }
            desk.removeLater(this);
        } else if (next != null) {
            desk.bindLater(this);
        }
    }

    private void tellRecovered(Placement placement, Set<String> lacked) {
        BitSet only = new BitSet();
        for (int i = 0; i < placement.size(); i++) {
            String name = placement.vip(i).name();
            only.set(i, lacked.contains(name) && !failed.contains(name));
        }
        if (!only.isEmpty()) {
            tell(new Burst(only, placement.claim.instance().announce().repeat()));
        }
    }

    private void tell(Burst burst) {
        bursts.add(burst);
        desk.sendSoon(this, burst.isFirstCopy());
    }

    private static BitSet addedSince(Placement old, Placement now) {
        BitSet added = new BitSet();
        for (int i = 0; i < now.size(); i++) {
            Vip vip = now.vip(i);
            boolean had = old.claim.vips().stream()
                    .anyMatch(v -> v.address().equals(vip.address())
                            && Leases.device(old.claim.instance(), v).equals(Leases.device(now.claim.instance(), vip)));
            added.set(i, !had);
        }
        return added;
    }

    private static List<String> names(Placement placement) {
        return placement.claim.vips().stream().map(Vip::name).toList();
    }

    private static Set<String> with(Set<String> names, List<Failure> bad) {
        Set<String> all = new HashSet<>(names);
        bad.forEach(f -> {
            if (f.vip() != null) {
                all.add(f.vip());
            }
        });
        return all;
    }

    private static String words(Failure failure) {
        return failure.vip() == null ? failure.why() : "vip " + failure.vip() + ": " + failure.why();
    }

    /** Hears what came of it. Called on the address thread. */
    interface Outcome {
        /** What is in place now. */
        void inPlace(List<String> vips);

        /**
         * It is in place, at least in part.
         *
         * @param failure what is not, in words; null when all is
         * @param lacks whether addresses are missing, not only routes, rules or filters
         */
        void bound(long serial, @Nullable String failure, boolean lacks);

        /** Nothing is in place. */
        void notBound(long serial, String why);

        /** Something was taken off, or could not be. */
        void released(@Nullable String failure);

        /** Somebody else took an address off. */
        void removed(Vip vip);
    }

    /** Knows which addresses the interfaces have. */
    interface AddressLookup {
        boolean has(String device, Vip vip);
    }
}
