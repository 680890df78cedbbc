package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.testkit.Manual;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md}, held to what the proxy reads; core's reader of the same file is held to the same table. */
class DocumentedKeysTest {
    @Test
    void everyKeyHasTheDefaultAndTheRangeOfTheManual() {
        for (Manual.Row row : rows()) {
            String key = row.code(0).get(0);
            assertThat(ProxySettings.of(Map.of(key, row.code(1).get(0)))).isEqualTo(ProxySettings.DEFAULT);
            row.range(2)
                    .ifPresentOrElse(
                            range -> {
                                range.ends().forEach(end -> ProxySettings.of(Map.of(key, end)));
                                range.beyond().forEach(beyond -> refuses(key, beyond));
                            },
                            () -> row.code(2).forEach(word -> ProxySettings.of(Map.of(key, word))));
        }
    }

    @Test
    void thereIsNoOtherKey() {
        String all = String.join(
                ", ", rows().stream().map(row -> row.code(0).get(0)).sorted().toList());
        assertThatThrownBy(() -> ProxySettings.of(Map.of("nonsense", "1")))
                .isInstanceOfSatisfying(Keys.BadKey.class, bad -> assertThat(String.join(
                                ", ",
                                List.of(bad.expected()
                                                .substring("one of ".length())
                                                .split(", "))
                                        .stream()
                                        .sorted()
                                        .toList()))
                        .isEqualTo(all));
    }

    private static List<Manual.Row> rows() {
        return Manual.page("configuration.md").rows("`solera.proxy.cfg`");
    }

    private static void refuses(String key, String value) {
        assertThatThrownBy(() -> ProxySettings.of(Map.of(key, value)))
                .as("%s = %s", key, value)
                .isInstanceOf(Keys.BadKey.class);
    }
}
