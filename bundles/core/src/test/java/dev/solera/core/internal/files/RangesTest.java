package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RangesTest {
    private static final Entry SHOP = new Entry("real.shop-[01-12]", "10.0.1.[11-22]:8080", 4);

    @Test
    void aRangeStandsForItsMembersInStepWithTheValue() {
        assertThat(Ranges.expand(SHOP))
                .hasSize(12)
                .startsWith(
                        new Entry("real.shop-01", "10.0.1.11:8080", 4), new Entry("real.shop-02", "10.0.1.12:8080", 4))
                .endsWith(new Entry("real.shop-12", "10.0.1.22:8080", 4));
    }

    @Test
    void everyRangeOfTheValueGoesInStep() {
        assertThat(Ranges.expand(new Entry("real.a[8-10]", "10.0.[0-2].1:80[80-82]", 1)))
                .extracting(e -> e.key() + "=" + e.value())
                .containsExactly("real.a8=10.0.0.1:8080", "real.a9=10.0.1.1:8081", "real.a10=10.0.2.1:8082");
    }

    @Test
    void aLineWithoutARangeIsItself() {
        Entry plain = new Entry("real.a", "10.0.0.[1-2]:80", 1);
        assertThat(Ranges.expand(plain)).containsExactly(plain);
        assertThat(Ranges.isRange("real.a[1-b]")).isFalse();
    }

    @Test
    void rangesThatDoNotFitAreRefused() {
        refused("real.a[1-3]", "10.0.0.[1-2]:80", "a range of 3 steps as in the key, not 2");
        refused("real.a[3-1]", "x", "a range of 1 to 4096 steps, not [3-1]");
        refused("real.a[0-4096]", "x", "a range of 1 to 4096 steps, not [0-4096]");
        refused("real.a[0-999999999]", "x", "a range of 1 to 4096 steps, not [0-999999999]");
        refused("real.a[1-2]b[1-2]", "x", "at most one range in a key");
        refused("real.a[1-4000]", "x".repeat(8000), "a shorter line, or a range of fewer steps");
    }

    @Test
    void takingAMemberOutSplitsTheRange() {
        split("real.shop-05", "real.shop-[01-04] = 10.0.1.[11-14]:8080", "real.shop-[06-12] = 10.0.1.[16-22]:8080");
        split("real.shop-01", "real.shop-[02-12] = 10.0.1.[12-22]:8080");
        split("real.shop-12", "real.shop-[01-11] = 10.0.1.[11-21]:8080");
        split("real.shop-02", "real.shop-01 = 10.0.1.11:8080", "real.shop-[03-12] = 10.0.1.[13-22]:8080");
        assertThat(Ranges.without(new Entry("real.a[7-7]", "10.0.0.[7-7]:80", 1), "real.a7"))
                .isEmpty();
    }

    private static void split(String member, String... left) {
        assertThat(Ranges.without(SHOP, member))
                .extracting(e -> e.key() + " = " + e.value())
                .containsExactly(left);
        List<Entry> others = Ranges.expand(SHOP).stream()
                .filter(e -> !e.key().equals(member))
                .toList();
        assertThat(Ranges.without(SHOP, member).stream()
                        .flatMap(e -> Ranges.expand(e).stream())
                        .toList())
                .isEqualTo(others);
    }

    private static void refused(String key, String value, String message) {
        assertThatThrownBy(() -> Ranges.expand(new Entry(key, value, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
