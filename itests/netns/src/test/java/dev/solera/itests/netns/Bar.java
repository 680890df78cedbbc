package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long something may take. Speed is measured, not tested: a measurement goes to {@code target/netns-figures.txt}, and may exceed its bar by
 * {@link #ROOM}, for a machine that builds something else as well. In the long version, {@code ./solera soak}, it is held to the bar itself
 * times {@code -Dsolera.lab.slack} (1).
 */
final class Bar {
    /** Whether the long version runs. */
    static final boolean SOAK = Boolean.getBoolean("solera.lab.soak");

    private static final Duration ROOM = Duration.ofSeconds(1);
    private static final Path FILE = Path.of("target", "netns-figures.txt");
    private static final Map<String, List<Duration>> FIGURES = new TreeMap<>();
    private static final Map<String, Duration> BARS = new TreeMap<>();

    private Bar() {}

    /** Chooses the number of rounds. */
    static int rounds(int shortly, int inFull) {
        return SOAK ? inFull : shortly;
    }

    /** Returns how long that may take here. */
    static Duration allowed(Duration bar) {
        double slack = Double.parseDouble(System.getProperty("solera.lab.slack", "1"));
        return SOAK ? Duration.ofNanos((long) (bar.toNanos() * slack)) : bar.plus(ROOM);
    }

    /** Notes a measurement and holds it to its bar. */
    static void holds(String what, Duration measured, Duration bar) {
        synchronized (FIGURES) {
            BARS.put(what, bar);
        }
        note(what, measured);
        assertThat(measured).as(what).isLessThanOrEqualTo(allowed(bar));
    }

    /** Notes a measurement that has no bar. */
    static void note(String what, Duration measured) {
        synchronized (FIGURES) {
            FIGURES.computeIfAbsent(what, w -> new ArrayList<>()).add(measured);
            write();
        }
        System.out.println("figure: " + what + ": " + millis(measured) + " ms");
    }

    private static void write() {
        StringBuilder text = new StringBuilder("# milliseconds: least, median, most, number of runs, bar\n");
        FIGURES.forEach((what, values) -> {
            List<Duration> sorted = values.stream().sorted().toList();
            text.append(what)
                    .append(": ")
                    .append(millis(sorted.get(0)))
                    .append(", ")
                    .append(millis(sorted.get(sorted.size() / 2)))
                    .append(", ")
                    .append(millis(sorted.get(sorted.size() - 1)))
                    .append(", ")
                    .append(sorted.size())
                    .append(BARS.containsKey(what) ? ", " + millis(BARS.get(what)) : "")
                    .append('\n');
            if (sorted.size() >= 5) {
                text.append(histogram(sorted));
            }
        });
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for each of ten classes between least and most. */
    private static String histogram(List<Duration> sorted) {
        long least = sorted.get(0).toNanos();
        long width = Math.max(1, (sorted.get(sorted.size() - 1).toNanos() - least) / 10 + 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            long low = least + i * width;
            long count = sorted.stream()
                    .filter(d -> d.toNanos() >= low && d.toNanos() < low + width)
                    .count();
            text.append("    from ")
                    .append(millis(Duration.ofNanos(low)))
                    .append(": ")
                    .append("#".repeat((int) Math.min(60, count)))
                    .append(' ')
                    .append(count)
                    .append('\n');
        }
        return text.toString();
    }

    private static String millis(Duration duration) {
        return String.format(java.util.Locale.ROOT, "%.3f", duration.toNanos() / 1e6);
    }
}
