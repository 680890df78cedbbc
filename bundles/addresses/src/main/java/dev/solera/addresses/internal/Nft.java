package dev.solera.addresses.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program {@code nft}: runs a script as one transaction, within 10 s. */
public class Nft {
    private static final int SECONDS = 10;
    private static final int MOST_WORDS = 500;

    /** Returns where it is, null when it is missing. */
    @Nullable
    Path program() {
        List<String> folders = new ArrayList<>(List.of("/usr/sbin", "/sbin", "/usr/local/sbin"));
        String path = System.getenv("PATH");
        folders.addAll(List.of((path == null ? "/usr/bin" : path).split(":")));
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "nft"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /**
     * Does what a script says, whole or not at all.
     *
     * @throws IOException with its first words, or that it is missing
     */
    void run(String script) throws IOException {
        Path program = program();
        if (program == null) {
            throw new IOException("nft: not found (expected: the package nftables)");
        }
        Path output = Files.createTempFile("nft", ".txt");
        Process process = null;
        try {
            process = new ProcessBuilder(program.toString(), "-f", "-")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(script.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nft: no end in " + SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                String words = Files.readString(output).strip().replaceAll("\\s+", " ");
                throw new IOException("nft: " + words.substring(0, Math.min(words.length(), MOST_WORDS)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nft: interrupted", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(output);
        }
    }
}
