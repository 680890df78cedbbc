package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client that tries one thing again and again: opens a new TCP connection, asks for a page over a new connection, or pings. Notes when each try began and
 * ended and how.
 */
final class Prober implements AutoCloseable {
    private final Process process;
    private final List<Try> tries = new ArrayList<>();

    private Prober(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "prober");
        reader.setDaemon(true);
        reader.start();
    }

    /** Opens a new connection every {@code every}, giving up after {@code timeout}. */
    static Prober connecting(Host from, String address, int port, Duration every, Duration timeout) {
        return start(from, "connect", address, port, every, timeout);
    }

    /** Asks for {@code /} over a new connection each time; success is an answer of 200. */
    static Prober browsing(Host from, String address, int port, Duration every, Duration timeout) {
        return start(from, "get", address, port, every, timeout);
    }

    static Prober pinging(Host from, String address, Duration every, Duration timeout) {
        return start(from, "ping", address, 0, every, timeout);
    }

    /** Returns what was tried so far and has ended. */
    List<Try> tries() {
        synchronized (tries) {
            return List.copyOf(tries);
        }
    }

    /** Waits for the first success of a try begun at or after a time. */
    Try awaitSuccess(long fromNanos, Duration atMost) {
        return await("success of a client")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(atMost)
                .until(
                        () -> tries().stream()
                                .filter(t -> t.ok() && t.beganNanos() >= fromNanos)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Returns the longest time from one success to the next between two times; what comes before the first success counts as well. */
    Duration longestGap(long fromNanos, long toNanos) {
        long last = fromNanos;
        long longest = 0;
        for (Try attempt : tries()) {
            if (attempt.ok() && attempt.endedNanos() >= fromNanos && attempt.endedNanos() <= toNanos) {
                longest = Math.max(longest, attempt.endedNanos() - last);
                last = attempt.endedNanos();
            }
        }
        return Duration.ofNanos(Math.max(longest, toNanos - last));
    }

    @Override
    public void close() {
        process.destroy();
        await("prober has ended").atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }

    private static Prober start(Host from, String what, String address, int port, Duration every, Duration timeout) {
        return new Prober(from.pipe(
                "python3",
                Script.path("prober.py"),
                what,
                address,
                Integer.toString(port),
                Double.toString(every.toNanos() / 1e9),
                Double.toString(timeout.toNanos() / 1e9)));
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                if (words.length < 3) {
                    return; // cut short by its end
                }
                synchronized (tries) {
                    tries.add(new Try(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2].equals("ok")));
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** One try, in nanoseconds since the epoch. */
    record Try(long beganNanos, long endedNanos, boolean ok) {}
}
