package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A table with as many slots for each member as its weight, after division by what all weights have in common; a hash goes to the
 * slot of its remainder. HAProxy's {@code hash-type map-based}, whose slots are those of its {@code static-rr}.
 *
 * <p>Slots are dealt in rounds: with the sum T of the weights, a member of weight w has ⌈slots × w / T⌉ … claims as the table grows,
 * one at the very start and one more each time (slot + 1) × w passes a multiple of T. A slot goes to the member with the most
 * unsettled claims, the first in the file among equals, and settles one. Weights 3, 2, 1 → 1 1 2 1 2 3; weights 1, 2, 3, 5, 10 →
 * 1 2 5 3 4 5 5 3 4 5 5 2 4 5 5 3 4 5 5 4 5.
 *
 * <p>Weights are rounded up to whole units: slow start does not move clients within a unit. Building takes O(T log n), looking up O(1).
 */
final class SlotMap implements HashTable {
    private static final int NONE = -1;

    private final int[] slots;

    SlotMap(Members members) {
        int[] weights = IntStream.range(0, members.size())
                .map(i -> (members.weight(i) + Members.WEIGHT_SCALE - 1) / Members.WEIGHT_SCALE)
                .toArray();
        int divisor = Arrays.stream(weights).reduce(0, SlotMap::commonDivisor);
        slots = deal(Arrays.stream(weights).map(w -> w / divisor).toArray());
    }

    @Override
    public int indexFor(int hash) {
        return slots.length == 0 ? NONE : slots[Integer.remainderUnsigned(hash, slots.length)];
    }

    /** Returns the table for {@code weights}, each at least 1: for every slot the index of its owner. */
    static int[] deal(int... weights) {
        int total = Arrays.stream(weights).sum();
        int[] slots = new int[total];
        ClaimHeap heap = new ClaimHeap(weights.length);
        // Members whose next claim arises at a slot, as lists linked through nextOf.
        int[] firstAt = new int[total];
        Arrays.fill(firstAt, NONE);
        int[] nextOf = new int[weights.length];
        int[] arisen = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            announce(i, weights, arisen, firstAt, nextOf);
        }
        for (int slot = 0; slot < total; slot++) {
            int i = firstAt[slot];
            while (i != NONE) {
                int following = nextOf[i];
                heap.add(i, 1);
                announce(i, weights, arisen, firstAt, nextOf);
                i = following;
            }
            slots[slot] = heap.top();
            heap.add(heap.top(), -1);
        }
        return slots;
    }

    /** Puts member {@code i} into the list of the slot where its next claim arises: the first with (slot + 1) × w ≥ m × T. */
    private static void announce(int i, int[] weights, int[] arisen, int[] firstAt, int[] nextOf) {
        long multiple = ++arisen[i] * (long) firstAt.length;
        int slot = (int) ((multiple + weights[i] - 1) / weights[i]) - 1;
        if (slot < firstAt.length) {
            nextOf[i] = firstAt[slot];
            firstAt[slot] = i;
        }
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
