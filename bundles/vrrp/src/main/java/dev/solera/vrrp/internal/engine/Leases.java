package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When which lease is prolonged: each at a third of its length, all of one length spread evenly over that time, so that there is never much to do at
 * once. Used by the address thread.
 */
final class Leases {
    private static final int SLOTS = 8;
    private static final Duration LEAST = Duration.ofSeconds(3);
    /** With many addresses on an interface a renewal every second would cost too much. */
    private static final Duration MANY = Duration.ofSeconds(60);

    private static final int MOST_SHORT = 1000;

    private final Map<Duration, Wheel> wheels = new HashMap<>();

    /** Returns how long the kernel keeps the addresses of a virtual router whose process has died. */
    static Duration length(VrrpInstance instance, Map<String, Integer> vipsByDevice) {
        boolean many = instance.vips().stream()
                .anyMatch(vip -> vipsByDevice.getOrDefault(device(instance, vip), 0) > MOST_SHORT);
        Duration three = instance.interval().multipliedBy(3);
        Duration few = three.compareTo(LEAST) < 0 ? LEAST : three;
        return many && few.compareTo(MANY) < 0 ? MANY : few;
    }

    static String device(VrrpInstance instance, Vip vip) {
        return vip.device() == null ? instance.interfaceName() : vip.device();
    }

    /** Prolongs a holder's lease from now on. It was just bound. */
    void add(Holder holder, Duration lease, int vips, long nowNanos) {
        remove(holder);
        wheels.computeIfAbsent(lease, Wheel::new).add(holder, vips, nowNanos);
    }

    void remove(Holder holder) {
        wheels.values().removeIf(wheel -> wheel.remove(holder));
    }

    /** Returns those that are to be prolonged now. */
    List<Holder> due(long nowNanos) {
        List<Holder> due = new ArrayList<>();
        wheels.values().forEach(wheel -> wheel.turn(nowNanos, due));
        return due;
    }

    long left(long nowNanos) {
        long left = Long.MAX_VALUE;
        for (Wheel wheel : wheels.values()) {
            left = Math.min(left, wheel.dueNanos - nowNanos);
        }
        return left;
    }

    /** All leases of one length. */
    private static final class Wheel {
        private final long slotNanos;
        private final List<List<Holder>> slots = new ArrayList<>();
        private final int[] vips = new int[SLOTS];
        private final Map<Holder, Place> places = new HashMap<>();
        private int at;
        private long dueNanos;

        Wheel(Duration lease) {
            slotNanos = lease.toNanos() / 3 / SLOTS;
            for (int i = 0; i < SLOTS; i++) {
                slots.add(new ArrayList<>());
            }
        }

        void add(Holder holder, int count, long nowNanos) {
            if (places.isEmpty()) {
                dueNanos = nowNanos + slotNanos;
            }
            int least = 0;
            for (int i = 1; i < SLOTS; i++) {
                least = vips[i] < vips[least] ? i : least;
            }
            slots.get(least).add(holder);
            vips[least] += count;
            places.put(holder, new Place(least, count));
        }

        /** Returns whether it is empty now. */
        boolean remove(Holder holder) {
            Place place = places.remove(holder);
            if (place != null) {
                slots.get(place.slot).remove(holder);
                vips[place.slot] -= place.count;
            }
            return places.isEmpty();
        }

        void turn(long nowNanos, List<Holder> due) {
            for (int i = 0; i < SLOTS && dueNanos - nowNanos <= 0; i++) {
                due.addAll(slots.get(at));
                at = (at + 1) % SLOTS;
                dueNanos += slotNanos;
            }
            if (dueNanos - nowNanos <= 0) {
                dueNanos = nowNanos + slotNanos; // it was away for more than a whole turn
            }
        }

        private record Place(int slot, int count) {}
    }
}
