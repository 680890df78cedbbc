package dev.solera.schedulers.internal;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The server with the lowest key: 0 when it is idle, else ⌊(flows + 1) × 4096 / weight⌋ with the weight in sixteenths, where flows are
 * those served and queued over all event loops. Servers of one key take turns.
 *
 * <p>Weights 100 and 50 (1600 and 800 sixteenths): both idle → 1 2 1 2, whatever the weights; with 3 and 1 flows the keys are
 * ⌊4 × 4096/1600⌋ = 10 and ⌊2 × 4096/800⌋ = 10 → in turn; with 4 and 1 flows 12 and 10 → 2.
 *
 * <p>A pick looks at each server once, from the one after the last picked, and stops at the first idle one: O(1) while servers are
 * idle, else O(n). Counts change under other loops' hands all the time, so no order of them could be kept without a lock.
 */
final class LeastConn implements Scheduler {
    /** Above every key: flows are below 2³¹, so keys are at most 2⁴³. Times a weight of 2¹² it still fits. */
    private static final long ABOVE_ALL_KEYS = 1L << 44;

    private final Members members;
    /** Where the next pick begins to look. */
    private int start;

    /** Id of the member picked last, 0 before the first. */
    private int lastId;

    LeastConn(Members members, @Nullable LeastConn before) {
        this.members = members;
        if (before != null) {
            lastId = before.lastId;
            while (start < members.size() && members.get(start).id() <= lastId) {
                start++;
            }
        }
    }

    @Override
    public @Nullable Member pick(Flow flow) {
        int size = members.size();
        if (size == 0) {
            return null;
        }
        int i = start < size ? start : 0;
        int best = i;
        long bestKey = ABOVE_ALL_KEYS;
        for (int looked = 0; looked < size; looked++) {
            int flows = members.get(i).inFlight();
            if (flows <= 0) {
                best = i;
                break;
            }
            // key < bestKey without a division for each server: ⌊a/w⌋ < k is a < k × w.
            long scaled = (flows + 1L) << 12;
            int weight = members.weight(i);
            if (scaled < bestKey * weight) {
                bestKey = scaled / weight;
                best = i;
            }
            if (++i == size) {
                i = 0;
            }
        }
        start = best + 1;
        Member picked = members.get(best);
        lastId = picked.id();
        return picked;
    }

    @Override
    public String score(Flow flow, Member member) {
        int index = members.indexOf(member);
        if (index < 0) {
            return "";
        }
        int flows = member.inFlight();
        return flows <= 0
                ? "key 0: idle"
                : "key " + ((flows + 1L) << 12) / members.weight(index) + ": (" + flows + " flows + 1) x 4096 / "
                        + members.weight(index);
    }
}
