package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.AdminState;
import dev.solera.api.Change;
import dev.solera.api.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes seconds holds up the change that is being written, and nothing else. */
@Timeout(60)
class SlowDiskTest {
    @TempDir
    private Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch writing = new CountDownLatch(1);
    private volatile boolean slow;
    private Appliance appliance;

    @BeforeEach
    void open() throws Exception {
        appliance = new Appliance(folder);
        appliance.disk = work -> {
            if (slow) {
                writing.countDown();
                await(gate);
            }
            work.run();
        };
    }

    @AfterEach
    void close() {
        gate.countDown();
        appliance.close();
    }

    @Test
    void coreShowsThatItIsAliveAndMovesTrafficWhileAChangeIsWritten() throws Exception {
        appliance.save(
                "solera.pool-web.cfg",
                "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\ncheck = http\ncheck.interval.ms = 100\ncheck.fall = 1\n");
        appliance.save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:8080\npool = web\n");
        appliance.checker.answers.put("web/a", Outcome.PASS);
        appliance.checker.answers.put("web/b", Outcome.PASS);
        appliance.start();
        appliance.holds(
                "pool web roundrobin",
                "server shop [127.0.0.1:8080] web",
                "web/a 10.0.0.1:80 16/16",
                "web/b 10.0.0.2:80 16/16");

        slow = true;
        CompletableFuture<Change> change = CompletableFuture.supplyAsync(() -> appliance.control.setAdminState(
                Appliance.JANE, Appliance.ref("web/b"), AdminState.DRAIN, "slow", null));
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        long before = appliance.engine.lastBeatNanos();
        Appliance.eventually(() -> assertThat(appliance.engine.lastBeatNanos() - before)
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100)));
        appliance.checker.answers.put("web/a", Outcome.FAIL);
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 out"));
        assertThat(change).isNotDone();
        assertThat(folder.resolve("data/state/admin")).doesNotExist();

        gate.countDown();
        assertThat(change.get(10, TimeUnit.SECONDS).notPersisted()).isNull();
        assertThat(Files.readString(folder.resolve("data/state/admin"))).startsWith("web/b DRAIN");
    }

    @Test
    void aChangeMovesTrafficBeforeItIsKept() throws Exception {
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        appliance.save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:8080\npool = web\n");
        appliance.start();
        appliance.holds("pool web roundrobin", "server shop [127.0.0.1:8080] web", "web/a 10.0.0.1:80 16/16");

        slow = true;
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80 weight=3\n");
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 48/16");
        assertThat(folder.resolve("data/sets/00000002")).doesNotExist();

        gate.countDown();
        Appliance.eventually(() -> assertThat(appliance.changes.history()).hasSize(2));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
