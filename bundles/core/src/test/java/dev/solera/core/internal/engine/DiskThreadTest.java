package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.core.internal.files.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DiskThreadTest {
    private final CountDownLatch written = new CountDownLatch(1);
    private final List<String> said = new ArrayList<>();
    private final DiskThread disk = new DiskThread(
            () -> {
                said.add("meanwhile");
                if (said.size() == 3) {
                    written.countDown();
                }
            },
            Disk.HERE);

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void whoWaitsGoesOnMeanwhileAndReturnsWhenItIsWritten() throws IOException {
        disk.run(() -> {
            try {
                written.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        said.add("written");
        assertThat(said).containsExactly("meanwhile", "meanwhile", "meanwhile", "written");
    }

    @Test
    void whatGoesWrongIsToldToWhoAsked() {
        assertThatThrownBy(() -> disk.run(() -> {
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThatThrownBy(() -> disk.run(() -> {
                    throw new IllegalStateException("bad");
                }))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("bad");
    }

    @Test
    void anInterruptLeavesNothingInTheMiddle() throws IOException {
        Thread.currentThread().interrupt();
        disk.run(() -> said.add("written"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(said).contains("written");
    }

    @Test
    void theLastWordIsWrittenAfterTheEnd() throws IOException {
        disk.close();
        disk.run(() -> said.add("last"));
        assertThat(said).containsExactly("last");
    }
}
