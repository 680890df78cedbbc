package dev.solera.schedulers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotMapTest {
    @Test
    void dealsInHaproxysOrder() {
        assertThat(SlotMap.deal(3, 2, 1)).containsExactly(0, 0, 1, 0, 1, 2);
        assertThat(SlotMap.deal(1, 2, 3, 5, 10))
                .containsExactly(0, 1, 4, 2, 3, 4, 4, 2, 3, 4, 4, 1, 3, 4, 4, 2, 3, 4, 4, 3, 4);
        assertThat(SlotMap.deal(1, 1)).containsExactly(0, 1);
        assertThat(SlotMap.deal()).isEmpty();
    }

    @Test
    void dealsAsHaproxyDid() {
        for (RecordedPlacement recorded : RecordedPlacement.of("static-rr")) {
            int[] slots = SlotMap.deal(recorded.weights());
            StringBuilder dealt = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                dealt.append(i == 0 ? "" : " ").append(slots[i % slots.length] + 1);
            }
            assertThat(dealt.toString()).as(recorded.name()).isEqualTo(recorded.sequence());
        }
    }

    @Test
    void dealsLikeTheSlowDefinition() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int[] weights = random.ints(1 + random.nextInt(12), 1, 257).toArray();
            assertThat(SlotMap.deal(weights)).as("weights %s", weights).isEqualTo(scored(weights));
        }
    }

    /** For each slot every score grows by its weight; the highest ⌊score / total⌋ wins, the first on a tie, and pays the total. */
    private static int[] scored(int[] weights) {
        int total = Arrays.stream(weights).sum();
        int[] scores = new int[weights.length];
        int[] slots = new int[total];
        for (int slot = 0; slot < total; slot++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                scores[i] += weights[i];
                if (Math.floorDiv(scores[i], total) > Math.floorDiv(scores[best], total)) {
                    best = i;
                }
            }
            scores[best] -= total;
            slots[slot] = best;
        }
        return slots;
    }
}
