package dev.solera.core.internal.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.core.internal.model.TrackSettings.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, run as they are on this host. */
class HostScriptsTest {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path folder;

    private final HostScripts scripts = new HostScripts();
    private int self;

    @BeforeEach
    void lookAround() throws IOException {
        self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assumeTrue(self != 0 || Files.exists(SETPRIV), "skipped: root without setpriv runs no script");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void stop() {
        scripts.close();
    }

    @Test
    void whatAScriptPrintsFirstIsShownWithItsCode() throws Exception {
        assertThat(run("echo all is well; echo more")).isEqualTo(passed("exited with 0: all is well"));
        assertThat(run("echo no route >&2; exit 3")).isEqualTo(failed("exited with 3: no route"));
        assertThat(run("exit 1")).isEqualTo(failed("exited with 1"));
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        Path path = script("echo \"$1 $2\"");
        assertThat(result(new Script(
                        List.of(path.toString(), "$HOME", "a;b"),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        1,
                        1,
                        null)))
                .isEqualTo(passed("exited with 0: $HOME a;b"));
    }

    @Test
    void theEnvironmentIsMinimal() throws Exception {
        String names = run("env | cut -d= -f1 | tr '\\n' ' '").why().replace("exited with 0: ", "");
        // The shell itself adds some.
        assertThat(List.of(names.split(" ")).stream()
                        .filter(name -> !List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name)))
                .containsExactlyInAnyOrder("LANG", "PATH");
        assertThat(run("pwd")).isEqualTo(passed("exited with 0: /"));
    }

    @Test
    void rootHandsScriptsToSomebodyWithoutPrivileges() throws Exception {
        assumeTrue(self == 0, "skipped: not root");
        assertThat(run("id -u; id -G").why()).isNotEqualTo("exited with 0: 0");
        assertThat(run("id -un").why()).isIn("exited with 0: solera-script", "exited with 0: nobody");
        assertThat(run("grep CapEff /proc/self/status | cut -f2")).isEqualTo(passed("exited with 0: 0000000000000000"));
        assertThat(run("id -G")).isEqualTo(passed("exited with 0: 65534"));
    }

    @Test
    void aScriptThatTakesTooLongIsEndedWithWhatItStarted() throws Exception {
        Path mark = folder.resolve("child");
        Files.createFile(mark);
        Files.setPosixFilePermissions(mark, PosixFilePermissions.fromString("rw-rw-rw-"));
        ScriptRunner.Result result =
                run("trap '' TERM; echo begun; sleep 600 & echo $! > " + mark + "; wait; wait; sleep 600", 300);
        assertThat(result).isEqualTo(failed("not done within 300 ms: begun"));
        long child = Long.parseLong(Files.readString(mark).strip());
        Path line = Path.of("/proc/" + child + "/cmdline"); // empty when nobody has collected the dead child yet
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> !Files.exists(line) || Files.readAllBytes(line).length == 0);
    }

    @Test
    void aTalkativeScriptIsNotHeldUp() throws Exception {
        assertThat(run("head -c 1000000 /dev/zero | tr '\\0' x; exit 2").why())
                .startsWith("exited with 2: xxx")
                .hasSizeLessThan(250);
    }

    @Test
    void aScriptThatOthersMayWriteIsRefused() throws Exception {
        Path path = script("exit 0");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(result(of(path, 5_000)))
                .isEqualTo(failed("refused: others than root and its owner may write " + path.toRealPath()
                        + " (expected: mode go-w)"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThat(result(of(path, 5_000)).why())
                .isEqualTo("refused: others than root and its owner may write " + folder.toRealPath()
                        + " (expected: mode go-w)");
    }

    @Test
    void aLinkIsJudgedWhereItLeadsAndWhereItStands() throws Exception {
        Path safe = script("exit 0");
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(open.resolve("link"), safe);
        assertThat(result(of(link, 5_000)).why()).startsWith("refused: others than root");
    }

    @Test
    void whatCannotRunSaysWhy() throws Exception {
        assertThat(result(of(folder.resolve("none"), 5_000)).why())
                .isEqualTo("no such file: " + folder.resolve("none"));
        Path path = script("exit 0");
        ScriptUser withoutSetpriv = new ScriptUser(0, Path.of("/etc/passwd"), null);
        assertThatThrownBy(() -> withoutSetpriv.command(List.of(path.toString()), null))
                .hasMessage("setpriv is missing (expected: package util-linux), and scripts do not run as root");
        Path passwd = folder.resolve("passwd");
        Files.writeString(passwd, "toor:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n");
        ScriptUser root = new ScriptUser(0, passwd, SETPRIV);
        assumeTrue(self == 0, "skipped: not root, to whom these files belong");
        assertThatThrownBy(() -> root.command(List.of(path.toString()), "jane"))
                .hasMessage("no user jane in " + passwd);
        assertThatThrownBy(() -> root.command(List.of(path.toString()), "toor"))
                .hasMessage("user toor is root (expected: a user without privileges)");
        assertThat(root.command(List.of(path.toString(), "-v"), null))
                .containsExactly(
                        "/usr/bin/setpriv",
                        "--reuid=65534",
                        "--regid=65533",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--",
                        path.toString(),
                        "-v");
    }

    @Test
    void aRunThatIsCancelledIsEndedAndTellsNothing() throws Exception {
        CompletableFuture<ScriptRunner.Result> told = new CompletableFuture<>();
        Path mark = folder.resolve("pid");
        Files.createFile(mark);
        Files.setPosixFilePermissions(mark, PosixFilePermissions.fromString("rw-rw-rw-"));
        ScriptRunner.Run run =
                scripts.start(of(script("echo $$ > " + mark + "; exec sleep 600"), 600_000), told::complete);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !Files.readString(mark)
                .isBlank());
        run.cancel();
        long pid = Long.parseLong(Files.readString(mark).strip());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid)
                .isEmpty());
        assertThat(told).isNotDone();
    }

    private ScriptRunner.Result run(String text) throws Exception {
        return run(text, 10_000);
    }

    private ScriptRunner.Result run(String text, long timeoutMillis) throws Exception {
        return result(of(script(text), timeoutMillis));
    }

    private ScriptRunner.Result result(Script script) throws Exception {
        CompletableFuture<ScriptRunner.Result> result = new CompletableFuture<>();
        scripts.start(script, result::complete);
        return result.get(20, TimeUnit.SECONDS);
    }

    private Path script(String text) throws IOException {
        Path path = Files.createTempFile(folder, "script", ".sh");
        Files.writeString(path, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path;
    }

    private static Script of(Path path, long timeoutMillis) {
        return new Script(
                List.of(path.toString()),
                Duration.ofMillis(timeoutMillis),
                Duration.ofMillis(timeoutMillis),
                1,
                1,
                null);
    }

    private static ScriptRunner.Result passed(String why) {
        return new ScriptRunner.Result(true, why);
    }

    private static ScriptRunner.Result failed(String why) {
        return new ScriptRunner.Result(false, why);
    }
}
