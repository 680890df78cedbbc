package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EtcFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderThatIsNotThereIsEmpty() throws IOException {
        assertThat(new EtcFolder(folder.resolve("none")).stamps()).isEmpty();
    }

    @Test
    void aFolderInThePlaceOfAFileIsUnreadable() throws IOException {
        Files.createDirectory(folder.resolve("solera.pool-a.cfg"));
        assertThat(read().unreadable())
                .containsExactly(java.util.Map.entry("solera.pool-a.cfg", "a readable file: it is a folder"));
    }

    @Test
    void aFileThatIsTooLongIsUnreadable() throws IOException {
        Files.write(folder.resolve("solera.pool-a.cfg"), new byte[(1 << 20) + 1]);
        assertThat(read().unreadable()).containsEntry("solera.pool-a.cfg", "at most 1048576 bytes");
    }

    @Test
    void aLinkToNowhereIsNoFile() throws IOException {
        Files.createSymbolicLink(folder.resolve("solera.pool-a.cfg"), folder.resolve("nowhere"));
        assertThat(new EtcFolder(folder).stamps()).isEmpty();
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsUnreadableAndNobodyWaitsForIt() throws IOException, InterruptedException {
        Path pipe = folder.resolve("solera.pool-a.cfg");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(mkfifo.waitFor(5, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "mkfifo is not here");
        assertThat(read().unreadable()).containsEntry("solera.pool-a.cfg", "a readable file: it is none");
    }

    private EtcFolder.Content read() throws IOException {
        EtcFolder etc = new EtcFolder(folder);
        return etc.read(etc.stamps());
    }
}
