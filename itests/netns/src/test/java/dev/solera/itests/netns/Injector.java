package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** Sends frames from a host, as they are. */
final class Injector implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private Injector(Process process) {
        this.process = process;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static Injector on(Host host, String device) {
        return new Injector(host.pipe("python3", Script.path("inject.py"), device));
    }

    /** Returns when the frame is on the wire. */
    void send(byte[] frame) {
        try {
            process.getOutputStream()
                    .write((HexFormat.of().formatHex(frame) + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            if (!"sent".equals(answers.readLine())) {
                throw new AssertionError("injector ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        await("injector has ended").atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }
}
