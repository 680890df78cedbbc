package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetStoreTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir
    private Path folder;

    private SetStore store;

    @BeforeEach
    void open() {
        store = new SetStore(folder.resolve("sets"), Disk.HERE);
    }

    @Test
    void aSetComesBackAsItWasKept() throws IOException {
        SetStore.Stored set = new SetStore.Stored(
                7,
                AT,
                "jane",
                "shell",
                "weight = 3 \\ ${x} ü",
                3,
                files("solera.pool-web.cfg", "a = ü \\ ${x}\n", "solera.d/x", ""));
        store.keep(set);
        assertThat(store.numbers()).containsExactly(7L);
        assertThat(store.read(7)).isEqualTo(set);
    }

    @Test
    void aSummaryOfManyLinesComesBackAsOneOfBoundedLength() throws IOException {
        store.keep(new SetStore.Stored(1, AT, "a\nb", "x", "word\n".repeat(5000), 0, FileSet.EMPTY));
        assertThat(store.read(1).who()).isEqualTo("a b");
        assertThat(store.read(1).summary())
                .hasSize(1001)
                .startsWith("word word")
                .endsWith("…");
    }

    @Test
    void aHundredSetsBesideTheNewestAreKept() throws IOException {
        for (int number = 1; number <= 103; number++) {
            store.keep(set(number, "a", "1"));
        }
        assertThat(store.numbers()).hasSize(101).startsWith(3L, 4L).endsWith(103L);
    }

    @Test
    void whatHasNotChangedIsALink() throws IOException {
        store.keep(set(1, "a", "same", "solera.d/b", "one"));
        store.keep(set(2, "a", "same", "solera.d/b", "two"));
        assertThat(key("00000002/a")).isEqualTo(key("00000001/a"));
        assertThat(key("00000002/solera.d/b")).isNotEqualTo(key("00000001/solera.d/b"));
        assertThat(folder.resolve("sets/00000001/solera.d/b")).hasContent("one");
    }

    @Test
    void aHalfWrittenSetIsNoSetAndGoesAwayWithTheNextOne() throws IOException {
        store.keep(set(1, "a", "1"));
        Path half = folder.resolve("sets/.tmp-99999");
        Files.createDirectories(half.resolve("solera.d"));
        Files.writeString(half.resolve("a"), "half");
        Files.writeString(folder.resolve("sets/00000009"), "a file, not a set");
        Files.createDirectory(folder.resolve("sets/notes"));
        assertThat(store.numbers()).containsExactly(1L);
        store.keep(set(2, "a", "2"));
        assertThat(half).doesNotExist();
        assertThat(store.numbers()).containsExactly(1L, 2L);
    }

    @Test
    void theSetsThatUndoLeadsBackToAreKeptHoweverManyCameSince() throws IOException {
        for (int number = 1; number <= 100; number++) {
            store.keep(set(number, "f", "" + number));
        }
        // Step by step back, each step a set of its own.
        for (int step = 1; step <= 99; step++) {
            store.keep(
                    new SetStore.Stored(100 + step, AT, "jane", "shell", "", 99 - step, files("f", "" + (100 - step))));
            if (step < 99) {
                assertThat(store.numbers()).contains(99L - step);
            }
        }
        assertThat(store.numbers()).hasSize(100).startsWith(100L);
    }

    private Object key(String file) throws IOException {
        return Files.getAttribute(folder.resolve("sets").resolve(file), "unix:ino");
    }

    private static SetStore.Stored set(long number, String... filesAndTexts) {
        return new SetStore.Stored(number, AT, "file", "file", "", number - 1, files(filesAndTexts));
    }

    private static FileSet files(String... filesAndTexts) {
        Map<String, byte[]> files = new java.util.TreeMap<>();
        for (int i = 0; i < filesAndTexts.length; i += 2) {
            files.put(filesAndTexts[i], filesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return FileSet.of(files);
    }
}
