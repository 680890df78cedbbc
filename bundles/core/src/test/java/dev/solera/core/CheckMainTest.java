package dev.solera.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no scheduler on this class path: files that name one have to say so. */
class CheckMainTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aFolderInOrderIsZero() throws IOException {
        save("solera.virtualserver-health.cfg", "mode = health\nlisten = 127.0.0.1:80\n");
        save("org.apache.karaf.log.cfg", "not ours\n");
        assertThat(run(folder)).isZero();
        assertThat(text(out))
                .isEqualTo(folder + ": 1 files, 1 virtual servers, 0 pools, 0 virtual routers: in order\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsNamedWithItsLineAndTheResultIsOne() throws IOException {
        save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:80\nmode = health\nmaxcon = 1\n");
        save("solera.appliance.cfg", "# comment\nssh.listen = nowhere\n");
        save("solera.proxy.cfg", "");
        Files.createDirectory(folder.resolve("solera.pool-web.cfg"));
        assertThat(run(folder)).isEqualTo(1);
        assertThat(text(err).lines())
                .containsExactlyInAnyOrder(
                        "solera.pool-web.cfg: a readable file: it is a folder",
                        "solera.appliance.cfg:2: ssh.listen: nowhere (expected: address:port)",
                        "solera.virtualserver-shop.cfg:3: maxcon: 1 (expected: a key of virtualserver; did you mean maxconn?)",
                        "solera.proxy.cfg: a file that is not empty");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aFolderThatIsNoneIsOne() {
        assertThat(run(folder.resolve("none"))).isEqualTo(1);
        assertThat(text(err))
                .isEqualTo("folder: " + folder.resolve("none") + " (expected: a folder of solera.*.cfg files)\n");
    }

    private int run(Path of) {
        return CheckMain.run(of, print(out), print(err));
    }

    private void save(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream of) {
        return of.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
