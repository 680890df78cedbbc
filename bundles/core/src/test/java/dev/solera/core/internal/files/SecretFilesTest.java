package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    @TempDir
    private Path folder;

    private Path etc;
    private SecretFiles secrets;

    @BeforeEach
    void make() throws IOException {
        etc = Files.createDirectory(folder.resolve("etc"));
        secrets = new SecretFiles(etc);
        Files.writeString(folder.resolve("outside"), "x");
    }

    @Test
    void aFileThatOnlyItsOwnerReadsIsRead() throws IOException {
        save("vrrp.key", "hunter2\n", "rw-------");
        assertThat(secrets.read("vrrp.key")).isEqualTo("hunter2\n");
        assertThat(secrets.changed()).isFalse();
        assertThat(secrets.troubles()).isEmpty();
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        save("vrrp.key", "hunter2\n", "rw-r--r--");
        assertThatThrownBy(() -> secrets.read("vrrp.key"))
                .hasMessage("a file that others cannot read or write, such as mode 0600");
        assertThat(secrets.changed()).isFalse();
        save("vrrp.key", "hunter2\n", "rw-------");
        assertThat(secrets.changed()).as("mended, and to be read again").isTrue();
        assertThat(secrets.read("vrrp.key")).isEqualTo("hunter2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "../outside", "/etc/hostname", "none", "a\0b"})
    void whatIsNoFileBelowTheFolderIsRefused(String name) {
        assertThatThrownBy(() -> secrets.read(name))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aFileThatGoesMissingStandsInByItsLastContent() throws IOException {
        save("vrrp.key", "hunter2\n", "rw-------");
        secrets.read("vrrp.key");
        Files.delete(etc.resolve("vrrp.key"));
        assertThat(secrets.changed()).isTrue();
        assertThat(secrets.read("vrrp.key")).isEqualTo("hunter2\n");
        assertThat(secrets.troubles().values())
                .containsExactly("file:vrrp.key (expected: a file that is there); its last content serves");
        assertThat(secrets.changed()).isFalse();
        save("vrrp.key", "hunter3\n", "rw-------");
        assertThat(secrets.changed()).isTrue();
        assertThat(secrets.read("vrrp.key")).isEqualTo("hunter3\n");
        assertThat(secrets.troubles()).isEmpty();
    }

    private void save(String name, String text, String mode) throws IOException {
        Path path = etc.resolve(name);
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + text.hashCode()));
    }
}
