package dev.solera.schedulers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvalancheTest {
    @Test
    void mixes() {
        assertThat(Avalanche.of(97)).isEqualTo(1830748055);
        assertThat(Avalanche.of(807794786)).isEqualTo(659243622);
    }

    @Test
    void mixesAsHaproxyDid() throws IOException {
        Path file = Path.of(System.getProperty("solera.shared", ""), "golden", "haproxy-balance", "hash-vectors.tsv");
        assumeTrue(Files.exists(file), "skipped: no recorded hashes at " + file);
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t");
            for (int hash = 1; hash <= 4; hash++) {
                assertThat(Avalanche.of(Integer.parseUnsignedInt(columns[hash])))
                        .as("%s, column %s", columns[0], hash)
                        .isEqualTo(Integer.parseUnsignedInt(columns[hash + 4]));
            }
        }
    }
}
