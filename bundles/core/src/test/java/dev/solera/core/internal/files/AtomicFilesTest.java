package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aNewFileIsItsOwnersAlone() throws IOException {
        AtomicFiles.write(folder.resolve("new"), bytes("x"));
        assertThat(mode("new")).isEqualTo("rw-------");
        assertThat(names()).containsExactly("new");
    }

    @Test
    void anExistingFileKeepsItsMode() throws IOException {
        Path file = Files.writeString(folder.resolve("old"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        AtomicFiles.write(file, bytes("after"));
        assertThat(file).hasContent("after");
        assertThat(mode("old")).isEqualTo("rw-r--r--");
    }

    @Test
    void aLinkIsWrittenThrough() throws IOException {
        Path real =
                Files.writeString(Files.createDirectory(folder.resolve("git")).resolve("file"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        AtomicFiles.write(link, bytes("after"));
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("after");
    }

    @Test
    void whatCannotBeWrittenStaysAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before");
        Path inTheWay = folder.resolve(".file.tmp-" + ProcessHandle.current().pid());
        Files.createDirectories(inTheWay.resolve("not empty"));
        assertThatThrownBy(() -> AtomicFiles.write(file, bytes("after"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("before");
    }

    @Test
    void nothingIsLeftBesideAFileThatCouldNotTakeItsName() throws IOException {
        Files.createDirectories(folder.resolve("file/not empty"));
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("file"), bytes("x")))
                .isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("file");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
