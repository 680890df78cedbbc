package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.testkit.Manual;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md}, held to what the proxy reads; core's reader of the same file is held to the same table. */
class DocumentedKeysTest {
    private static final Pattern RANGE = Pattern.compile("([0-9]+)–(?:([0-9]+)|`(.+)`)");

    @Test
    void everyKeyHasTheDefaultAndTheRangeOfTheManual() {
        for (Manual.Row row : rows()) {
            String key = row.code(0).get(0);
            assertThat(ProxySettings.of(Map.of(key, row.code(1).get(0)))).isEqualTo(ProxySettings.DEFAULT);
            Matcher range = RANGE.matcher(row.cell(2));
            if (range.matches()) {
                long least = Long.parseLong(range.group(1));
                refuses(key, least - 1);
                ProxySettings.of(Map.of(key, "" + least));
                if (range.group(2) != null) {
                    long most = Long.parseLong(range.group(2));
                    refuses(key, most + 1);
                    ProxySettings.of(Map.of(key, "" + most));
                }
            } else {
                row.code(2).forEach(word -> ProxySettings.of(Map.of(key, word)));
            }
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

    private static void refuses(String key, long value) {
        assertThatThrownBy(() -> ProxySettings.of(Map.of(key, "" + value)))
                .as("%s = %d", key, value)
                .isInstanceOf(Keys.BadKey.class);
    }
}
