package dev.solera.spi;

import java.util.List;

/**
 * The members of one pool that may take new flows at one moment, in file order, with their weights. Immutable.
 *
 * <p>Servers that are down, drained, in maintenance, of weight 0, or backups while others can serve are not in it.
 */
public final class Members {
    /** Weights are in sixteenths, so that slow start can give less than one unit: a configured weight of 3 is 48. */
    public static final int WEIGHT_SCALE = 16;

    private static final Members NONE = new Members(List.of(), new int[0], "");

    private final Member[] members;
    private final int[] weights;
    private final String arguments;

    private Members(List<? extends Member> members, int[] weights, String arguments) {
        this.members = members.toArray(new Member[0]);
        this.weights = weights.clone();
        this.arguments = arguments;
    }

    /** Returns the empty list. */
    public static Members none() {
        return NONE;
    }

    /**
     * Makes a list.
     *
     * @param members in file order
     * @param weights one for each member, in sixteenths, 1–4096
     * @param arguments what stands in brackets after the scheduler's name, may be empty
     * @throws IllegalArgumentException when the lengths differ or a weight is out of range
     */
    public static Members of(List<? extends Member> members, int[] weights, String arguments) {
        if (members.size() != weights.length) {
            throw new IllegalArgumentException("weights: " + weights.length + " (expected: " + members.size() + ")");
        }
        for (int weight : weights) {
            if (weight < 1 || weight > 256 * WEIGHT_SCALE) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: 1..4096 sixteenths)");
            }
        }
        return new Members(members, weights, arguments);
    }

    /** Returns how many there are. */
    public int size() {
        return members.length;
    }

    /** Returns the member at {@code index}, 0 to {@link #size()} − 1. */
    public Member get(int index) {
        return members[index];
    }

    /** Returns the weight of the member at {@code index}, in sixteenths, 1–4096. */
    public int weight(int index) {
        return weights[index];
    }

    /** Returns the scheduler's arguments, such as {@code 2} for {@code random(2)}; empty when there are none. */
    public String arguments() {
        return arguments;
    }

    /** Returns the position of {@code member}, or −1 when it is not here. */
    public int indexOf(Member member) {
        for (int i = 0; i < members.length; i++) {
            if (members[i] == member) {
                return i;
            }
        }
        return -1;
    }
}
