package dev.solera.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation in Markdown, whose tables a test holds to the code. Pages are looked for in the folder named by the system
 * property {@code solera.docs}; where it is not set, the test is skipped.
 */
public final class Manual {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern RANGE = Pattern.compile("([0-9]+)–(?:([0-9]+)|`.+`)");

    private final String page;
    private final List<String> lines;

    private Manual(String page, List<String> lines) {
        this.page = page;
        this.lines = lines;
    }

    /** Reads a page, such as {@code configuration.md}. */
    public static Manual page(String name) {
        String folder = System.getProperty("solera.docs");
        assumeTrue(folder != null, "solera.docs is not set (expected: the folder of the documentation)");
        try {
            return new Manual(name, Files.readAllLines(Path.of(String.valueOf(folder), name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the rows of the tables below a heading, up to the next heading of any level, without their header rows.
     *
     * @param heading its text without {@code #}
     * @throws AssertionError when there is no such heading, or no row below it
     */
    public List<Row> rows(String heading) {
        List<Row> rows = new ArrayList<>();
        boolean below = false;
        boolean inBody = false;
        for (String line : lines) {
            if (line.startsWith("#")) {
                below = line.replaceFirst("^#+ ", "").equals(heading);
            }
            if (!line.startsWith("|")) {
                inBody = false;
            } else if (line.startsWith("|---")) {
                inBody = true;
            } else if (below && inBody) {
                rows.add(Row.of(line));
            }
        }
        if (rows.isEmpty()) {
            throw new AssertionError(page + ": no table below \"" + heading + "\"");
        }
        return rows;
    }

    /** Returns the whole text. */
    public String text() {
        return String.join("\n", lines);
    }

    /**
     * A row of a table.
     *
     * @param cells from left to right, as written
     */
    public record Row(List<String> cells) {
        static Row of(String line) {
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring(1).split("(?<!\\\\)\\|", -1)) {
                cells.add(cell.strip().replace("\\|", "|"));
            }
            return new Row(List.copyOf(cells.subList(0, cells.size() - 1)));
        }

        /** Returns a cell, 0 for the first. */
        public String cell(int index) {
            return cells.get(index);
        }

        /**
         * Returns the range in a cell such as {@code 1–65535}, whose upper end is empty when the cell says it in words; empty when the cell holds no
         * range.
         */
        public Optional<Range> range(int index) {
            Matcher range = RANGE.matcher(cell(index));
            return range.matches()
                    ? Optional.of(new Range(
                            Long.parseLong(range.group(1)),
                            range.group(2) == null
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(Long.parseLong(range.group(2)))))
                    : Optional.empty();
        }

        /** Returns what stands in backticks in a cell, in order. */
        public List<String> code(int index) {
            return CODE.matcher(cell(index))
                    .results()
                    .map((MatchResult m) -> m.group(1))
                    .toList();
        }
    }

    /**
     * What a number may be.
     *
     * @param least the lowest
     * @param most the highest, empty when it is no number of the page
     */
    public record Range(long least, OptionalLong most) {
        /** Returns the ends, which are allowed. */
        public List<String> ends() {
            return most.isPresent() ? List.of("" + least, "" + most.getAsLong()) : List.of("" + least);
        }

        /** Returns the numbers next to the ends, which are not. */
        public List<String> beyond() {
            return most.isPresent()
                    ? List.of("" + (least - 1), "" + (most.getAsLong() + 1))
                    : List.of("" + (least - 1));
        }
    }
}
