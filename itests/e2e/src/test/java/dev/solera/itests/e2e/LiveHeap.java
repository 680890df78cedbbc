package dev.solera.itests.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What is alive in a JVM after a full collection.
 *
 * @param bytes of all objects
 * @param classLoaders of bundles
 * @param classes loaded
 */
record LiveHeap(long bytes, long classLoaders, long classes) {
    private static final String CLASS_LOADER = "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

    /** Has the JVM {@code pid} collect its garbage and count what is left, by the JDK's jcmd. */
    static LiveHeap of(long pid) {
        // The first collection lets go of what waits for a reference queue.
        histogram(pid);
        long classLoaders = 0;
        long classes = 0;
        long bytes = 0;
        for (String line : histogram(pid).lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("Total")) {
                bytes = Long.parseLong(words[2]);
            } else if (words.length > 3 && words[3].equals(CLASS_LOADER)) {
                classLoaders = Long.parseLong(words[1]);
            } else if (words.length > 3 && words[3].equals("java.lang.Class")) {
                classes = Long.parseLong(words[1]);
            }
        }
        if (bytes == 0 || classLoaders == 0 || classes == 0) {
            throw new AssertionError("jcmd's histogram is not what it was");
        }
        return new LiveHeap(bytes, classLoaders, classes);
    }

    private static String histogram(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("jcmd: " + text);
            }
            return text;
        } catch (IOException e) {
            throw new AssertionError("jcmd", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("jcmd", e);
        }
    }
}
