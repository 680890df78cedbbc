package dev.solera.itests.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A line for the shell of the guest, run to its end, which is bounded. */
final class Sh {
    private static final long LONGEST_SECONDS = 120;

    private Sh() {}

    /** Returns what it printed; fails with its words when its exit code is not 0. */
    static String run(String line) {
        Outcome outcome = attempt(line);
        if (outcome.code() != 0) {
            throw new AssertionError(line + ": exit code " + outcome.code() + ": " + outcome.text());
        }
        return outcome.text();
    }

    static Outcome attempt(String line) {
        Path out = null;
        try {
            out = Files.createTempFile("sh", ".out");
            Process process = new ProcessBuilder(List.of("/bin/bash", "-c", line))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + ": did not end in time");
            }
            return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (out != null) {
                out.toFile().delete();
            }
        }
    }

    /** How it ended, and what it printed, errors among it. */
    record Outcome(int code, String text) {}
}
