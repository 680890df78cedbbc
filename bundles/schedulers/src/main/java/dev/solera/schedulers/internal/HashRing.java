package dev.solera.schedulers.internal;

import dev.solera.spi.Members;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A ring of 2³² places on which each member has points, one for each sixteenth of weight; a hash goes to the nearer of its two
 * neighbours, the lower one if both are equally near. When a member leaves, only the hashes at its points move.
 *
 * <p>Point i (from 0) of a member lies at {@link Avalanche} of id × 4096 + i: HAProxy's {@code hash-type consistent}.
 *
 * <p>A ring has at most 2²⁰ points, about those of 650 members of weight 100; weights of larger pools are scaled down to fit.
 */
final class HashRing implements HashTable {
    private static final int MAX_POINTS = 1 << 20;
    private static final int POINTS_PER_ID = 4096;

    /** Points, lowest first, each with its sign bit flipped so that the order is that of unsigned numbers. */
    private final int[] points;

    private final int[] owners;

    HashRing(Members members) {
        long sum = IntStream.range(0, members.size()).mapToLong(members::weight).sum();
        int total = IntStream.range(0, members.size())
                .map(i -> points(members.weight(i), sum))
                .sum();
        long[] sorted = new long[total];
        int filled = 0;
        for (int i = 0; i < members.size(); i++) {
            int base = members.get(i).id() * POINTS_PER_ID;
            int count = points(members.weight(i), sum);
            for (int k = 0; k < count; k++) {
                int point = Avalanche.of(base + k) ^ Integer.MIN_VALUE;
                sorted[filled++] = (long) point << 32 | i;
            }
        }
        Arrays.sort(sorted);
        points = new int[total];
        owners = new int[total];
        for (int k = 0; k < total; k++) {
            points[k] = (int) (sorted[k] >> 32);
            owners[k] = (int) sorted[k];
        }
    }

    @Override
    public int indexFor(int hash) {
        if (points.length == 0) {
            return -1;
        }
        int place = hash ^ Integer.MIN_VALUE;
        int found = Arrays.binarySearch(points, place);
        if (found >= 0) {
            return owners[found];
        }
        int above = -found - 1;
        int next = above == points.length ? 0 : above;
        int previous = above == 0 ? points.length - 1 : above - 1;
        // Distances wrap around the ring, and so do differences of ints.
        boolean previousIsNearer = Integer.compareUnsigned(place - points[previous], points[next] - place) <= 0;
        return owners[previousIsNearer ? previous : next];
    }

    private static int points(int weight, long sum) {
        return sum <= MAX_POINTS ? weight : (int) Math.max(1, weight * (long) MAX_POINTS / sum);
    }
}
