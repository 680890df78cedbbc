package dev.solera.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.testkit.Manual;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The manual's table of keys and the code say the same. */
class DocumentedKeysTest {
    @Test
    void everyKeyHasTheDefaultAndTheRangeOfTheManual() {
        for (Manual.Row row : rows()) {
            String key = row.code(0).get(0);
            row.code(1).forEach(standard -> assertThat(IpvsSettings.of(Map.of(key, standard)))
                    .isEqualTo(IpvsSettings.DEFAULT));
            row.range(2)
                    .ifPresentOrElse(
                            range -> {
                                range.ends().forEach(end -> IpvsSettings.of(Map.of(key, end)));
                                range.beyond().forEach(beyond -> refuses(key, beyond));
                            },
                            () -> row.code(2).forEach(word -> IpvsSettings.of(Map.of(key, word))));
        }
    }

    @Test
    void thereIsNoOtherKey() {
        List<String> all =
                rows().stream().map(row -> row.code(0).get(0)).sorted().toList();
        assertThatThrownBy(() -> IpvsSettings.of(Map.of("nonsense", "1")))
                .isInstanceOfSatisfying(Keys.BadKey.class, bad -> assertThat(Arrays.stream(
                                bad.expected().substring("one of ".length()).split(", ")))
                        .containsExactlyInAnyOrderElementsOf(all));
    }

    private static List<Manual.Row> rows() {
        return Manual.page("configuration.md").rows("`solera.ipvs.cfg`");
    }

    private static void refuses(String key, String value) {
        assertThatThrownBy(() -> IpvsSettings.of(Map.of(key, value)))
                .as("%s = %s", key, value)
                .isInstanceOf(Keys.BadKey.class);
    }
}
