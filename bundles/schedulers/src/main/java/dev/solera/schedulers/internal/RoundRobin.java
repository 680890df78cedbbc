package dev.solera.schedulers.internal;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin over a line of positions, one for each pick.
 *
 * <p>With the sum S of all weights, a server of weight w is due every S/w positions. A server picked at its due position p is due
 * next at p + S/w, and the fraction is carried, so that over S picks it gets exactly w of them. At a position
 *
 * <ol>
 *   <li>the server that is due earliest is picked, if it is due by now; among servers of one position the heaviest, then the first
 *       in the file;
 *   <li>else the heaviest newcomer, a server that was never picked: newcomers fill the gaps, and there are gaps as long as the
 *       placed servers have not the whole sum;
 *   <li>else nobody has a claim, and the line is followed to the next position where somebody has.
 * </ol>
 *
 * <p>Weights 5, 1, 1 (S = 7; server 1 is due at 0, 1.4, 2.8, 4.2, 5.6, 7.0 …):
 *
 * <pre>
 * position  0  1  2  3  4  5  6
 * due       -  1  1  -  1  1  -
 * newcomer  1        2        3
 * picked    1  1  1  2  1  1  3   and so on
 * </pre>
 *
 * <p>Likewise 3, 2, 1 → 1 2 1 3 1 2 and 1, 2, 3, 5, 10 → 5 4 5 3 5 4 5 2 5 4 5 3 5 4 5 1 5 4 3 2 5. HAProxy's {@code roundrobin} gives
 * the same sequences.
 *
 * <p>After an edit a server that stays has the same part of its period before it: with n = S × (due − position)/(S/w) and the new
 * sum S′ and weight w′ it is due n × S′/S / w′ positions on. So an edit neither starts from the first server again nor bunches picks
 * together.
 *
 * <p>A pick is O(log n): placed servers are in a binary heap.
 */
final class RoundRobin implements Scheduler {
    private final Members members;
    private final int sum;
    private final long[] due;
    /** Fraction of the due position, in 1/weight: 0 to weight − 1. */
    private final int[] fraction;
    /** Placed servers, a heap with the earliest on top. */
    private final int[] heap;

    private int placed;
    /** Newcomers in the order in which they fill gaps. */
    private final int[] newcomers;

    private int nextNewcomer;
    private long position;

    RoundRobin(Members members, @Nullable RoundRobin before) {
        int size = members.size();
        this.members = members;
        this.sum = IntStream.range(0, size).map(members::weight).sum();
        this.due = new long[size];
        this.fraction = new int[size];
        this.heap = new int[size];
        if (before != null) {
            takeOver(before);
        }
        boolean[] isPlaced = new boolean[size];
        for (int k = 0; k < placed; k++) {
            isPlaced[heap[k]] = true;
        }
        this.newcomers = IntStream.range(0, size)
                .filter(i -> !isPlaced[i])
                .boxed()
                .sorted((a, b) -> Integer.compare(members.weight(b), members.weight(a)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public @Nullable Member pick(Flow flow) {
        int picked;
        if (placed > 0 && due[heap[0]] <= position) {
            picked = pickEarliest();
        } else if (nextNewcomer < newcomers.length) {
            picked = newcomers[nextNewcomer++];
            due[picked] = position;
            scheduleNext(picked);
            heap[placed] = picked;
            siftUp(placed++);
        } else if (placed > 0) {
            position = due[heap[0]];
            picked = pickEarliest();
        } else {
            return null;
        }
        position++;
        return members.get(picked);
    }

    @Override
    public String score(Flow flow, Member member) {
        int index = members.indexOf(member);
        for (int k = 0; k < placed; k++) {
            if (heap[k] == index) {
                return "due in " + Math.max(0, due[index] - position) + " picks";
            }
        }
        return "not picked yet";
    }

    private int pickEarliest() {
        int earliest = heap[0];
        scheduleNext(earliest);
        siftDown(0);
        return earliest;
    }

    private void scheduleNext(int i) {
        int weight = members.weight(i);
        due[i] += sum / weight;
        fraction[i] += sum % weight;
        if (fraction[i] >= weight) {
            fraction[i] -= weight;
            due[i]++;
        }
    }

    private void takeOver(RoundRobin before) {
        IdentityHashMap<Member, Integer> indexBefore = new IdentityHashMap<>();
        for (int k = 0; k < before.placed; k++) {
            indexBefore.put(before.members.get(before.heap[k]), before.heap[k]);
        }
        for (int i = 0; i < members.size(); i++) {
            Integer old = indexBefore.get(members.get(i));
            if (old != null) {
                long ahead = (before.due[old] - before.position) * before.members.weight(old) + before.fraction[old];
                long aheadNow = Math.floorDiv(ahead * sum, (long) before.sum);
                due[i] = Math.floorDiv(aheadNow, members.weight(i));
                fraction[i] = Math.floorMod(aheadNow, members.weight(i));
                heap[placed] = i;
                siftUp(placed++);
            }
        }
    }

    private void siftUp(int from) {
        int hole = from;
        int moved = heap[hole];
        while (hole > 0 && isBefore(moved, heap[(hole - 1) >>> 1])) {
            heap[hole] = heap[(hole - 1) >>> 1];
            hole = (hole - 1) >>> 1;
        }
        heap[hole] = moved;
    }

    private void siftDown(int from) {
        int hole = from;
        int moved = heap[hole];
        while (2 * hole + 1 < placed) {
            int child = 2 * hole + 1;
            if (child + 1 < placed && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], moved)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = moved;
    }

    private boolean isBefore(int a, int b) {
        if (due[a] != due[b]) {
            return due[a] < due[b];
        }
        int heavier = Integer.compare(members.weight(a), members.weight(b));
        return heavier != 0 ? heavier > 0 : a < b;
    }
}
