package dev.solera.lifeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    Path folder;

    @Test
    void aProcessThatDoesNotStartSaysWhy() throws IOException {
        ChildProcess child = new ChildProcess(folder.resolve("own"), List.of("-Xmx32m"), List.of(folder), List.of());

        assertThatThrownBy(child::connect).isInstanceOf(IOException.class).hasMessage("it does not start");

        assertThat(child.lastWords())
                .startsWith(", its process ended with code 1: ")
                .contains("dev.solera.lifeline.Main");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("own"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("own"), folder.resolve("elsewhere"));
        ChildProcess child = new ChildProcess(folder.resolve("own"), List.of(), List.of(folder), List.of());

        assertThatThrownBy(child::connect).isInstanceOf(IOException.class).hasMessageContaining("a folder of our own");
    }

    @Test
    void theSocketMovesWhereThePathIsTooLongForIt() throws IOException {
        Path deep = folder.resolve("a".repeat(100));
        ChildProcess child = new ChildProcess(deep, List.of(), List.of(folder), List.of());
        Path moved = Path.of("/tmp/solera-"
                + Integer.toHexString(deep.resolve("sock").toString().hashCode()));
        try {
            assertThatThrownBy(child::connect).hasMessage("it does not start");
            assertThat(moved).isDirectory();
        } finally {
            Files.deleteIfExists(moved);
        }
    }
}
