package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminAccessTest {
    private static final String GROUP = "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh";

    @TempDir
    private Path etc;

    private AdminAccess access;

    @BeforeEach
    void make() {
        access = new AdminAccess(etc, new SecureRandom());
    }

    @Test
    void theFirstStartMakesPasswordKeyAndUser() throws IOException {
        Files.writeString(etc.resolve("users.properties"), "# users\n#admin = x\n" + GROUP); // as shipped, no line end
        Files.writeString(etc.resolve("keys.properties"), "# keys\n");

        assertThat(access.ensure()).isTrue();

        String password = text("solera.admin.password").strip();
        assertThat(password).matches("([a-km-np-z2-9]{5}-){5}[a-km-np-z2-9]{5}");
        assertThat(text("users.properties"))
                .isEqualTo("# users\n#admin = x\n" + GROUP + "\nadmin = " + AdminAccess.hash(password)
                        + ",_g_:admingroup\n")
                .doesNotContain(password);
        assertThat(text("keys.properties"))
                .matches("# keys\nadmin = AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB[A-Za-z0-9+/]+=,"
                        + "_g_:admingroup\n_g_\\\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n");
        for (String file :
                new String[] {"solera.admin.password", "solera.admin.key", "users.properties", "keys.properties"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(etc)) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void theHashIsWhatKarafCompares() {
        // printf secret | sha256sum
        assertThat(AdminAccess.hash("secret"))
                .isEqualTo("{CRYPT}2BB80D537B1DA3E38BD30361AA855686BDE0EACD7162FEF6A25FE97BF527A25B{CRYPT}");
    }

    @Test
    void aSecondStartTouchesNothing() throws IOException {
        access.ensure();
        String users = text("users.properties");
        Files.delete(etc.resolve("solera.admin.password"));
        Files.writeString(etc.resolve("keys.properties"), "# the operator took the key away\n");

        assertThat(access.ensure()).isFalse();

        assertThat(text("users.properties")).isEqualTo(users);
        assertThat(etc.resolve("solera.admin.password")).doesNotExist();
        assertThat(text("keys.properties")).isEqualTo("# the operator took the key away\n");
    }

    @Test
    void aStartThatWasCutOffIsCompleted() throws IOException {
        access.ensure();
        String password = text("solera.admin.password");
        String keys = text("keys.properties");
        Files.delete(etc.resolve("users.properties")); // cut off before the last step

        assertThat(access.ensure()).isTrue();

        assertThat(text("solera.admin.password")).isEqualTo(password);
        assertThat(text("keys.properties")).isEqualTo(keys);
        assertThat(text("users.properties")).contains(AdminAccess.hash(password.strip()));
    }

    @Test
    void aKeyWithoutItsPublicHalfIsReplaced() throws IOException {
        Files.writeString(etc.resolve("solera.admin.key"), "cut off");
        Files.writeString(etc.resolve("solera.admin.password"), "");

        assertThat(access.ensure()).isTrue();

        assertThat(text("solera.admin.key")).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(text("solera.admin.password")).isNotBlank();
    }

    @Test
    void everyStartHasAPasswordOfItsOwn(@TempDir Path other) throws IOException {
        access.ensure();
        new AdminAccess(other, new SecureRandom()).ensure();

        assertThat(text("solera.admin.password"))
                .isNotEqualTo(Files.readString(other.resolve("solera.admin.password")));
    }

    @Test
    void openSshReadsTheKeyAndFindsTheSamePublicHalf() throws Exception {
        Path keygen = Path.of("/usr/bin/ssh-keygen");
        assumeTrue(Files.isExecutable(keygen), "ssh-keygen is not installed");
        access.ensure();

        Process process = new ProcessBuilder(
                        keygen.toString(),
                        "-y",
                        "-f",
                        etc.resolve("solera.admin.key").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(said).startsWith("ecdsa-sha2-nistp256 ");
        assertThat(text("keys.properties")).contains("admin = " + said.split("\\s+")[1] + ",");
    }

    private String text(String file) throws IOException {
        return Files.readString(etc.resolve(file));
    }
}
