package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir
    private Path folder;

    private FolderWatch watch;
    private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private long version;

    @BeforeEach
    void start() throws IOException {
        write("solera.pool-a.cfg", "a");
        write("solera.pool-b.cfg", "b");
        watch = new FolderWatch(new EtcFolder(folder));
        assertThat(watch.readNow(nowNanos).content().set().files()).hasSize(2);
    }

    @Test
    void nothingIsReadWhileNothingChanges() throws IOException {
        assertThat(pass(5000)).isNull();
    }

    @Test
    void whatTheKernelDoesNotTellIsSeenTwoSecondsLaterAtMost() throws IOException {
        watch = new FolderWatch(EtcFolder.told(folder));
        watch.readNow(nowNanos);
        assertThat(pass(3000)).isNull();
        // A link into another folder, which is not listened to.
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("c"), "c");
        Files.createSymbolicLink(folder.resolve("solera.pool-c.cfg"), elsewhere.resolve("c"));
        assertThat(pass(3000)).isNotNull();
        assertThat(pass(3000)).isNull();
        Files.writeString(elsewhere.resolve("c"), "another");
        FolderWatch.Seen seen = pass(2500);
        assertThat(seen.content().set().bytes("solera.pool-c.cfg")).asString().isEqualTo("another");
    }

    @Test
    void anEditIsReadOnceTheFolderWasQuietFor300Ms() throws IOException {
        write("solera.pool-a.cfg", "x");
        assertThat(pass(300)).isNull();
        FolderWatch.Seen seen = pass(100);
        assertThat(seen.content().set().bytes("solera.pool-a.cfg")).asString().isEqualTo("x");
        assertThat(pass(5000)).isNull();
    }

    @Test
    void aFileThatIsWrittenInPiecesIsReadWhenItIsWhole() throws IOException {
        for (int piece = 1; piece <= 20; piece++) {
            write("solera.pool-a.cfg", "x".repeat(piece));
            assertThat(pass(200)).isNull();
        }
        assertThat(pass(200).content().set().bytes("solera.pool-a.cfg")).hasSize(20);
    }

    @Test
    void aFileThatNeverRestsHoldsUpTheOthersForFiveSecondsAtMost() throws IOException {
        write("solera.pool-b.cfg", "y");
        FolderWatch.Seen seen = null;
        int pieces = 0;
        while (seen == null && pieces < 100) {
            write("solera.pool-a.cfg", "x".repeat(++pieces));
            seen = pass(100);
        }

        assertThat(pieces).isBetween(49, 52);
        assertThat(seen.content().set().bytes("solera.pool-b.cfg")).asString().isEqualTo("y");
        assertThat(seen.content().set().bytes("solera.pool-a.cfg")).isNull();
        assertThat(seen.restless()).containsExactly("solera.pool-a.cfg");
        int whole = pieces;
        assertThat(pass(400).content().set().bytes("solera.pool-a.cfg")).hasSize(whole);
    }

    @Test
    void filesSavedTogetherAreSeenTogether() throws IOException {
        write("solera.pool-a.cfg", "x");
        assertThat(pass(250)).isNull();
        write("solera.pool-c.cfg", "y");
        assertThat(pass(250)).isNull();
        assertThat(pass(150).content().set().files()).hasSize(3);
    }

    @Test
    void aVanishedFileCountsAsRemovedAfterTwoSeconds() throws IOException {
        Files.delete(folder.resolve("solera.pool-a.cfg"));
        assertThat(pass(400).gone()).containsEntry("solera.pool-a.cfg", false).hasSize(1);
        assertThat(pass(1600)).isNull();
        assertThat(pass(100).gone()).containsEntry("solera.pool-a.cfg", true).hasSize(1);
        assertThat(pass(5000)).isNull();
    }

    @Test
    void aFileThatComesBackWithinTwoSecondsWasNeverGone() throws IOException {
        Files.delete(folder.resolve("solera.pool-a.cfg"));
        assertThat(pass(400)).isNotNull();
        assertThat(pass(1100)).isNull();
        write("solera.pool-a.cfg", "back");
        assertThat(pass(400).gone()).isEmpty();
        assertThat(pass(5000)).isNull();
    }

    @Test
    void aRemovalThatIsDueWaitsForAFileThatIsBeingWritten() throws IOException {
        Files.delete(folder.resolve("solera.pool-a.cfg"));
        assertThat(pass(400)).isNotNull();
        assertThat(pass(1500)).isNull();
        for (int piece = 1; piece <= 10; piece++) {
            write("solera.pool-b.cfg", "y".repeat(piece));
            assertThat(pass(100)).isNull();
        }
        FolderWatch.Seen seen = pass(400);
        assertThat(seen.gone()).containsEntry("solera.pool-a.cfg", true);
        assertThat(seen.content().set().bytes("solera.pool-b.cfg")).hasSize(10);
    }

    @Test
    void aReplacedFileOfTheSameSizeAndTimeIsAnotherFile() throws IOException {
        Path old = folder.resolve("solera.pool-a.cfg");
        FileTime time = Files.getLastModifiedTime(old);
        Path replacement = Files.writeString(folder.resolve("replacement"), "z");
        Files.setLastModifiedTime(replacement, time);
        Files.move(replacement, old, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(pass(400).content().set().bytes("solera.pool-a.cfg"))
                .asString()
                .isEqualTo("z");
    }

    @Test
    void editorsOwnFilesAndOtherPeoplesFilesAreNotLookedAt() throws IOException {
        write(".solera.pool-a.cfg.swp", "x");
        write("solera.pool-a.cfg~", "x");
        write("org.apache.karaf.shell.cfg", "x");
        Files.createDirectory(folder.resolve("solera.d"));
        write("solera.d/.static.reals.swp", "x");
        assertThat(pass(5000)).isNull();
        write("solera.d/static.reals", "x");
        assertThat(pass(400).content().set().files()).containsKey("solera.d/static.reals");
    }

    /** Polls every 100 ms until something is read or the time is over. */
    private FolderWatch.Seen pass(int millis) throws IOException {
        FolderWatch.Seen seen = null;
        for (int gone = 0; gone < millis && seen == null; gone += 50) {
            seen = watch.poll(nowNanos);
            nowNanos += Duration.ofMillis(50).toNanos();
        }
        return seen;
    }

    private void write(String file, String text) throws IOException {
        Path path = Files.writeString(folder.resolve(file), text);
        // Versions must differ in time even where the file system's clock ticks slowly.
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + ++version * 1000));
    }
}
