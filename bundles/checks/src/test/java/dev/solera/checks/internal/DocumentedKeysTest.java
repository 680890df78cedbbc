package dev.solera.checks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.Keys;
import dev.solera.testkit.Manual;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/configuration.md}, held to the readers of the check types. */
class DocumentedKeysTest {
    /** A table of the page, and the reader of what is in it. */
    private enum Table {
        TCP("Check type `tcp`", Map.of()) {
            @Override
            Object read(Keys keys) {
                return TcpSettings.parse(keys).toString();
            }
        },
        HTTP("Check type `http`", Map.of("header.<Name>", "a", "expect.header.<Name>", "b")) {
            @Override
            Object read(Keys keys) {
                return HttpSettings.parse(keys).toString();
            }
        },
        TLS("TLS of both types", Map.of()) {
            @Override
            Object read(Keys keys) {
                return Tls.parse(keys) != null;
            }
        };

        final String heading;
        final Map<String, String> least;

        Table(String heading, Map<String, String> least) {
            this.heading = heading;
            this.least = least;
        }

        abstract Object read(Keys keys);

        Object read(String key, String value) {
            Map<String, String> values = leastValues();
            values.put(key, value);
            return read(new Keys(values));
        }

        Map<String, String> leastValues() {
            Map<String, String> values = new LinkedHashMap<>();
            least.forEach((key, value) -> values.put(key.replace("<Name>", "X"), value));
            return values;
        }

        List<Manual.Row> rows() {
            return Manual.page("configuration.md").rows(heading);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsInTheManualAndNoOther(Table table) {
        Keys keys = new Keys(table.leastValues());
        table.read(keys);
        Set<String> known = keys.known().stream()
                .map(key -> key.replaceFirst("header\\.X$", "header.<Name>"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(table.rows()).extracting(row -> row.code(0).get(0)).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultIsWhatHoldsWithoutTheKey(Table table) {
        for (Manual.Row row : table.rows()) {
            if (row.code(1).size() == 1) {
                assertThat(table.read(row.code(0).get(0), row.code(1).get(0)))
                        .as("%s", row)
                        .isEqualTo(table.read(new Keys(table.leastValues())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRangeEndsWhereItSays(Table table) {
        for (Manual.Row row : table.rows()) {
            String key = row.code(0).get(0);
            row.range(2).ifPresent(range -> {
                range.ends().forEach(end -> table.read(key, end));
                range.beyond().forEach(beyond -> assertThatThrownBy(() -> table.read(key, beyond))
                        .as("%s = %s", key, beyond)
                        .isInstanceOf(Keys.BadKey.class));
            });
        }
    }
}
