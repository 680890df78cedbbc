package dev.solera.systemd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifySocketTest {
    @TempDir
    private Path folder;

    @Test
    void aDatagramReachesASocketInTheFileSystem() throws IOException {
        sendsTo(folder.resolve("notify").toString());
    }

    @Test
    void orOneThatIsInNone() throws IOException {
        sendsTo("@solera-test-" + UUID.randomUUID());
    }

    private static void sendsTo(String name) throws IOException {
        try (Receiver supervisor = new Receiver(name);
                NotifySocket socket = new NotifySocket(name)) {
            socket.send("READY=1\nSTATUS=set 1 in force");
            socket.send("WATCHDOG=1");
            assertThat(supervisor.next()).isEqualTo("READY=1\nSTATUS=set 1 in force");
            assertThat(supervisor.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void nobodyThereIsAnErrorAndNoMore() throws IOException {
        String name = folder.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name)) {
            assertThatThrownBy(() -> socket.send("READY=1")).isInstanceOf(IOException.class);
            try (Receiver supervisor = new Receiver(name)) {
                socket.send("READY=1");
                assertThat(supervisor.next()).isEqualTo("READY=1");
            }
        }
    }

    @Test
    void whoDoesNotReadIsNotWaitedFor() throws IOException {
        String name = "@solera-test-" + UUID.randomUUID();
        try (Receiver deaf = new Receiver(name);
                NotifySocket socket = new NotifySocket(name)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            socket.send("WATCHDOG=1");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(deaf.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        String expected = "(expected: a path, or @ and a name, up to 107 bytes)";
        for (String name : new String[] {"notify", "vsock:2:1234", "@", "/" + "x".repeat(107)}) {
            assertThatThrownBy(() -> new NotifySocket(name)).hasMessageContaining(expected);
        }
    }
}
