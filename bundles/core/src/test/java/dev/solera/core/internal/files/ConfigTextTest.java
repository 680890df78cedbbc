package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
    private static final String FILE = "solera.pool-web.cfg";

    @Test
    void aValueGoesVerbatimToTheEndOfTheLine() {
        assertThat(read("# comment\n\n  key\t= a \\ ${x} \\u00e4 # no comment = é 漢 \r\nempty =\nlast = 1"))
                .containsExactly(
                        new Entry("key", "a \\ ${x} \\u00e4 # no comment = é 漢", 3),
                        new Entry("empty", "", 4),
                        new Entry("last", "1", 5));
    }

    @Test
    void aKeyStandsOnce() {
        assertThat(problems("a = 1\nb = 2\na = 3\n"))
                .containsExactly(FILE + ":3: a: 3 (expected: each key once; it is on line 1 already)");
    }

    @Test
    void aLineIsAKeyAndAValueOrAComment() {
        assertThat(problems("just words\n= 1\nsp ace = 1\nkey@ = 1\n"))
                .containsExactly(
                        FILE + ":1: just words: (expected: key = value, or # before a comment)",
                        FILE + ":2: : 1 (expected: a key of letters, digits, dots, - and _)",
                        FILE + ":3: sp ace: 1 (expected: a key of letters, digits, dots, - and _)",
                        FILE + ":4: key@: 1 (expected: a key of letters, digits, dots, - and _)");
    }

    @Test
    void aValueHasNoControlCharacters() {
        assertThat(problems("a = x\u0000y\nb = x\u001by\nc = x\ry\n"))
                .containsExactly(
                        FILE + ":1: a: (expected: a value without control characters)",
                        FILE + ":2: b: (expected: a value without control characters)",
                        FILE + ":3: c: (expected: a value without control characters)");
    }

    @Test
    void whatIsNotUtf8IsNamedByItsLineAndTheRestIsRead() {
        byte[] bytes = "a = 1\nb = ü\nc = 3\n".getBytes(StandardCharsets.ISO_8859_1);
        ConfigText text = ConfigText.read(FILE, bytes);
        assertThat(text.problems()).containsExactly(new Problem(FILE, 2, null, null, "not UTF-8"));
        assertThat(text.entries()).extracting(Entry::key).containsExactly("a", "c");
    }

    @Test
    void aByteOrderMarkIsNamed() {
        assertThat(problems("\ufeffa = 1\n")).singleElement().hasToString(FILE + ":1: UTF-8 without a byte order mark");
    }

    @Test
    void longLinesAndLongFilesAreRefused() {
        assertThat(problems("a = " + "x".repeat(8188) + "\n")).isEmpty();
        assertThat(problems("a = " + "x".repeat(8189) + "\n"))
                .containsExactly(FILE + ":1: a line of at most 8192 bytes");
        assertThat(problems("\n".repeat((1 << 20) + 1)))
                .containsExactly(FILE + ": file of 1048577 bytes, at most 1048576");
    }

    @Test
    void afterTwentyProblemsNoMoreAreTold() {
        assertThat(problems("garbage\n".repeat(10_000))).hasSize(20);
    }

    private static List<Entry> read(String text) {
        ConfigText read = ConfigText.read(FILE, text.getBytes(StandardCharsets.UTF_8));
        assertThat(read.problems()).isEmpty();
        return read.entries();
    }

    private static List<String> problems(String text) {
        return ConfigText.read(FILE, text.getBytes(StandardCharsets.UTF_8)).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
