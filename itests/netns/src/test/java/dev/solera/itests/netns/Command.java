package dev.solera.itests.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the system that is run to its end, which is bounded. */
final class Command {
    private static final long LONGEST_SECONDS = 30;

    private Command() {}

    /** Returns what it printed; fails with its words when its exit code is not 0. */
    static String run(List<String> words) {
        Outcome outcome = attempt(words);
        if (outcome.code() != 0) {
            throw new AssertionError(String.join(" ", words) + ": exit code " + outcome.code() + ": " + outcome.text());
        }
        return outcome.text();
    }

    static Outcome attempt(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + ": did not end in time: " + text);
            }
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How it ended, and what it printed, errors among it. */
    record Outcome(int code, String text) {}
}
