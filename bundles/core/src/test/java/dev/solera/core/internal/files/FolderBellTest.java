package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBellTest {
    @TempDir
    private Path folder;

    private FolderBell bell;

    @BeforeEach
    void hang() throws IOException {
        Files.writeString(folder.resolve("solera.pool-a.cfg"), "a");
        bell = FolderBell.over(folder, folder.resolve("solera.d"));
        assertThat(bell.hasRung()).as("what was before is not known").isTrue();
        assertThat(bell.hasRung()).isFalse();
    }

    @AfterEach
    void takeDown() throws IOException {
        bell.close();
    }

    @Test
    void anEditInPlaceRings() throws IOException {
        Files.writeString(folder.resolve("solera.pool-a.cfg"), "b", StandardOpenOption.APPEND);
        awaitRing();
    }

    @Test
    void aFileThatIsMovedIntoPlaceRings() throws IOException {
        Path temporary = Files.writeString(folder.resolve("new"), "b");
        awaitRing();
        Files.move(temporary, folder.resolve("solera.pool-a.cfg"), StandardCopyOption.ATOMIC_MOVE);
        awaitRing();
    }

    @Test
    void aRemovalRings() throws IOException {
        Files.delete(folder.resolve("solera.pool-a.cfg"));
        awaitRing();
    }

    @Test
    void aFolderThatComesLaterIsListenedToAndSoIsOneOfItsNameAfterIt() throws IOException {
        Path later = folder.resolve("solera.d");
        for (int i = 0; i < 2; i++) {
            Files.createDirectory(later);
            awaitRing();
            Files.writeString(later.resolve("static.reals"), "w1 192.0.2.1:80");
            awaitRing();
            Files.delete(later.resolve("static.reals"));
            Files.delete(later);
            awaitRing();
        }
    }

    /** Rings, and then is silent again. */
    private void awaitRing() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(bell::hasRung);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !bell.hasRung());
    }
}
