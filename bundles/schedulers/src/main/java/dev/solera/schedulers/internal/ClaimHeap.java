package dev.solera.schedulers.internal;

import java.util.Arrays;

/** Members by unsettled claims, the most on top, the first in the file among equals. Each begins with one claim. */
final class ClaimHeap {
    private final int[] claims;
    private final int[] heap;
    /** Where each member stands in the heap. */
    private final int[] placeOf;

    ClaimHeap(int members) {
        claims = new int[members];
        Arrays.fill(claims, 1);
        heap = new int[members];
        Arrays.setAll(heap, i -> i);
        placeOf = heap.clone();
    }

    int top() {
        return heap[0];
    }

    void add(int member, int more) {
        claims[member] += more;
        int place = placeOf[member];
        while (place > 0 && isAbove(member, heap[(place - 1) / 2])) {
            place = move((place - 1) / 2, place);
        }
        while (2 * place + 1 < heap.length) {
            int child = 2 * place + 1;
            if (child + 1 < heap.length && isAbove(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isAbove(heap[child], member)) {
                break;
            }
            place = move(child, place);
        }
        heap[place] = member;
        placeOf[member] = place;
    }

    private int move(int from, int to) {
        heap[to] = heap[from];
        placeOf[heap[to]] = to;
        return from;
    }

    private boolean isAbove(int a, int b) {
        return claims[a] != claims[b] ? claims[a] > claims[b] : a < b;
    }
}
