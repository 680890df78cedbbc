package dev.solera.shell.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlEndpointTest {
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @TempDir
    private Path data;

    private Path file;
    private ControlEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        file = data.resolve("solera/control");
        endpoint = new ControlEndpoint(file, this::command);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    /** The commands: echo, fail, partial, wait; anything else is unknown. */
    private int command(String user, String command, java.io.OutputStream out, java.io.OutputStream err) {
        PrintStream o = new PrintStream(out, true, UTF_8);
        PrintStream e = new PrintStream(err, true, UTF_8);
        if (command.startsWith("echo ")) {
            o.println(user + ": " + command.substring(5));
            return CommandRunner.OK;
        }
        switch (command) {
            case "fail" -> {
                o.println("so far");
                e.println("weight: 300 (expected: 0..256)");
                return CommandRunner.ERROR;
            }
            case "partial" -> {
                o.print("no line end");
                return CommandRunner.NOT_PERSISTED;
            }
            case "wait" -> {
                o.println("waiting");
                started.countDown();
                try {
                    new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                } catch (InterruptedException x) {
                    interrupted.set(true);
                }
                return CommandRunner.ERROR;
            }
            default -> {
                e.print("unknown command");
                return CommandRunner.USAGE;
            }
        }
    }

    @Test
    void theFileHoldsPortAndTokenForTheOwnerAlone() throws IOException {
        List<String> lines = Files.readAllLines(file);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(String.valueOf(endpoint.port()));
        assertThat(lines.get(1)).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        endpoint.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void aSuccessorsFileIsLeftAlone() throws IOException {
        try (ControlEndpoint successor = new ControlEndpoint(file, this::command)) {
            endpoint.close();
            assertThat(Files.readAllLines(file).get(0)).isEqualTo(String.valueOf(successor.port()));
        }
    }

    @Test
    void outputErrorsAndExitCodeComeAsTaggedLines() throws IOException {
        assertThat(ask("echo a\\\\b\\nc \u00fc")).isEqualTo("o ann: a\\b\no c \u00fc\nx 0\n");
        assertThat(ask("fail")).isEqualTo("o so far\ne weight: 300 (expected: 0..256)\nx 1\n");
        assertThat(ask("partial")).isEqualTo("p no line end\nx 3\n");
        assertThat(ask("echo \u001b[31;1mred\u001b[0m")).isEqualTo("o ann: red\nx 0\n");
        assertThat(ask("nonsense")).isEqualTo("e unknown command\nx 2\n");
    }

    @Test
    void outputStreamsWhileTheCommandRuns() throws IOException {
        try (Socket client = send(token(), "ann", "wait")) {
            byte[] first = client.getInputStream().readNBytes("o waiting\n".length());
            assertThat(new String(first, UTF_8)).isEqualTo("o waiting\n");
        }
    }

    @Test
    void aClientThatGoesAwayInterruptsItsCommandAndLeavesNoSession() throws Exception {
        Socket client = send(token(), "ann", "wait");
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        client.close();

        await().atMost(Duration.ofSeconds(5)).untilTrue(interrupted);
        await().atMost(Duration.ofSeconds(5)).until(() -> endpoint.running() == 0);
    }

    @Test
    void aWrongTokenGetsNothing() throws IOException {
        assertThat(read(send("0".repeat(64), "ann", "echo x"))).isEmpty();
        assertThat(read(send("", "ann", "echo x"))).isEmpty();
        assertThat(ask("echo x")).isEqualTo("o ann: x\nx 0\n");
    }

    @Test
    void aLineThatIsTooLongIsCutOff() throws IOException {
        assertThat(ask("echo " + "y".repeat(60_000))).endsWith("yyy\nx 0\n");
        try (Socket client = new Socket("127.0.0.1", endpoint.port())) {
            client.getOutputStream().write((token() + "\nann\n" + "z".repeat(65_537)).getBytes(UTF_8));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("eset");
        }
    }

    @Test
    void theSeventeenthCommandIsRefusedAndTheNextOneAfterThatIsNot() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(send(token(), "ann", "wait"));
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> endpoint.running() == 16);

        assertThat(ask("echo x")).isEqualTo("e too many commands at once (expected: at most 16)\nx 1\n");

        for (Socket socket : waiting) {
            socket.close();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> endpoint.running() == 0);
        assertThat(ask("echo x")).isEqualTo("o ann: x\nx 0\n");
    }

    @Test
    void theUserNameIsMadeHarmless() throws IOException {
        try (Socket client = send(token(), "a\u001b[2Jb", "echo x")) {
            assertThat(read(client)).isEqualTo("o a\\x1b[2Jb: x\nx 0\n");
        }
    }

    @Test
    void closingEndsRunningCommands() throws Exception {
        Socket client = send(token(), "ann", "wait");
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();

        endpoint.close();

        assertThat(interrupted).isTrue();
        client.close();
    }

    private String ask(String command) throws IOException {
        return read(send(token(), "ann", command));
    }

    private String token() throws IOException {
        return Files.readAllLines(file).get(1);
    }

    private Socket send(String token, String user, String command) throws IOException {
        Socket client = new Socket("127.0.0.1", endpoint.port());
        client.setSoTimeout(10_000);
        client.getOutputStream().write((token + "\n" + user + "\n" + command + "\n").getBytes(UTF_8));
        return client;
    }

    private static String read(Socket client) throws IOException {
        try (client) {
            return new String(client.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
