package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import dev.solera.itests.appliance.Appliance.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says and does before there is an appliance to ask. */
@Timeout(120)
class LauncherIT {

    @Test
    void whatIsNotRunningIsSaidToBeNotRunning() {
        try (Appliance appliance = Appliance.unpacked()) {
            assertThat(appliance.launcher("status").out()).isEqualTo("not running\n");
            assertThat(appliance.launcher("status").code()).isEqualTo(3);
            assertThat(appliance.launcher("stop").code()).isZero();

            Outcome sh = appliance.sh("lb:list");
            assertThat(sh.code()).isEqualTo(1);
            assertThat(sh.err()).isEqualTo("the appliance is not running; start it: bin/solera start\n");
        }
    }

    @Test
    void aCommandWaitsForAnApplianceThatIsStarting(@TempDir Path folder) throws Exception {
        try (Appliance appliance = Appliance.unpacked()) {
            Process process = appliance.exec(Map.of(), folder.resolve("output"));
            try {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> appliance.process().isPresent());
                Outcome sh = appliance.sh("solera:status");
                assertThat(sh.code()).as(sh.toString()).isZero();
                assertThat(sh.out()).contains("Problems       none");
            } finally {
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void anUnknownVerbIsRefusedWithTheListOfVerbs() {
        try (Appliance appliance = Appliance.unpacked()) {
            Outcome outcome = appliance.launcher("strat");

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("strat: unknown verb").contains("usage: bin/solera VERB");
        }
    }

    @Test
    void aTakenPortIsNamedWithTheKeyThatChangesIt() throws IOException {
        try (Appliance appliance = Appliance.unpacked();
                ServerSocket taken = new ServerSocket(appliance.httpPort(), 1, InetAddress.getLoopbackAddress())) {
            Outcome outcome = appliance.launcher("start");

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("port " + taken.getLocalPort() + " on 127.0.0.1 is in use")
                    .contains("http.listen")
                    .contains("solera.appliance.cfg");
            assertThat(appliance.process()).isEmpty();
        }
    }

    @Test
    void floatingAddressesAloneRunWithoutHttpAndTheRestComesBack() {
        try (Appliance appliance = Appliance.unpacked()) {
            String settings = "http.listen = 127.0.0.1:" + appliance.httpPort() + "\nssh.listen = 127.0.0.1:"
                    + appliance.sshPort() + "\n";
            appliance.write("solera.appliance.cfg", settings + "parts = vrrp\n");
            assertThat(appliance.start().launcher("status").out()).contains("floating addresses alone");
            assertThat(appliance.sh("vrrp:list").code()).isZero();
            assertThat(appliance.sh("solera:status").out()).contains("Problems       none");
            assertThat(isOpen(appliance.httpPort())).isFalse();
            assertThat(isOpen(appliance.sshPort())).isFalse();
            appliance.launcher("stop");

            appliance.write("solera.appliance.cfg", settings);
            appliance.start();
            assertThat(isOpen(appliance.httpPort())).isTrue();
            appliance.launcher("stop");

            appliance.write("solera.appliance.cfg", settings + "parts = some\n");
            assertThat(appliance.launcher("start").err()).contains("parts: some (expected: all or vrrp)");
        }
    }

    @Test
    void anEndpointThatIsNoneIsRefused() {
        try (Appliance appliance = Appliance.unpacked()) {
            appliance.write("solera.appliance.cfg", "ssh.listen = 127.0.0.1:70000\n");

            assertThat(appliance.launcher("start").err())
                    .contains("ssh.listen: 127.0.0.1:70000 (expected: address:port)");
        }
    }

    @Test
    void nothingOfWhatItWritesIsReadableByOthers() throws IOException {
        try (Appliance appliance = Appliance.unpacked()) {
            appliance.launcher("start");
            try (Stream<Path> files = Files.walk(appliance.home().resolve("data"))) {
                for (Path file : files.toList()) {
                    if (Files.exists(file)) {
                        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .as("%s", file)
                                .endsWith("------");
                    }
                }
            }
            assertThat(appliance.etc().resolve("solera.admin.password")).exists();
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(appliance.etc().resolve("solera.admin.password"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(appliance.etc().resolve("users.properties"))))
                    .isEqualTo("rw-------");
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
