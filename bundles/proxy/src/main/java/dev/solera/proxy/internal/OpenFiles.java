package dev.solera.proxy.internal;

import dev.solera.proxy.internal.splice.Plumbing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The limit of open files, of which a proxied connection takes two, and a pump four more. */
public final class OpenFiles {
    /** Files that are not connections: jars, logs, listeners, checks. */
    private static final int RESERVED = 200;

    private static final int MOST_PUMPS = 256;
    private static final int FILES_PER_PUMP_KEPT = 64;
    private static final long ASSUMED = 20_000;

    private OpenFiles() {}

    /** Returns how many connections can be proxied at once. */
    public static int connections() {
        long free = hardLimit() - RESERVED - (long) Plumbing.FILES * pumps();
        return (int) Math.max(64, Math.min(10_000_000, free / 2));
    }

    /** Returns how many directions of connections can be pumped at once. */
    public static int pumps() {
        return (int) Math.min(MOST_PUMPS, hardLimit() / FILES_PER_PUMP_KEPT);
    }

    /** Returns the hard limit, to which the JVM raises its soft limit at start. */
    private static long hardLimit() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String[] words = line.trim().split("\\s+");
                    String hard = words[4];
                    return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return ASSUMED; // not a Linux with /proc
        }
        return ASSUMED;
    }
}
