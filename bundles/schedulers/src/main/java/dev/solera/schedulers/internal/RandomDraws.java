package dev.solera.schedulers.internal;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Draws a few servers by weight, with putting back, and takes the one with the fewest flows for its weight; the one drawn first among
 * equals. Two draws already keep the fullest server close to the average, without looking at all of them and without the
 * stampede that many balancers with one "least loaded" server cause (Mitzenmacher, "The Power of Two Choices", 2001).
 *
 * <p>A draw is a binary search in running sums: weights 1, 2, 1 (16, 32, 16) → sums 16, 48, 64; the number 16 of 0..63 → server 2.
 */
final class RandomDraws implements Scheduler {
    private final Members members;
    private final int draws;
    /** Sum of the weights up to and including each server. */
    private final int[] sums;

    private long state;

    RandomDraws(Members members, int draws, long seed) {
        this.members = members;
        this.draws = draws;
        this.sums = new int[members.size()];
        int sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += members.weight(i);
            sums[i] = sum;
        }
        this.state = seed;
    }

    @Override
    public @Nullable Member pick(Flow flow) {
        if (sums.length == 0) {
            return null;
        }
        int best = draw();
        long bestFlows = members.get(best).inFlight();
        for (int drawn = 1; drawn < draws; drawn++) {
            int other = draw();
            long flows = members.get(other).inFlight();
            if (flows * members.weight(best) < bestFlows * members.weight(other)) {
                best = other;
                bestFlows = flows;
            }
        }
        return members.get(best);
    }

    /** Returns where the generator stands, so that a successor goes on from there. */
    long state() {
        return state;
    }

    private int draw() {
        long number = ((next() >>> 32) * sums[sums.length - 1]) >>> 32;
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (number < sums[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014): any seed will do, zero too. */
    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String score(Flow flow, Member member) {
        int index = members.indexOf(member);
        return index < 0
                ? ""
                : "drawn " + members.weight(index) + " of " + sums[sums.length - 1] + " times, " + member.inFlight()
                        + " flows";
    }
}
