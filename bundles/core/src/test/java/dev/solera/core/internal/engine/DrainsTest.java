package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.Counters;
import dev.solera.api.DrainProgress;
import dev.solera.api.Patience;
import dev.solera.api.RealServerRef;
import dev.solera.spi.Ages;
import dev.solera.spi.Ref;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is taken out says how far it has come, and what is left of it when its time is over is closed or kept. */
@Timeout(60)
class DrainsTest {
    private static final RealServerRef A = Appliance.ref("web/a");
    private static final Patience CLOSE = new Patience(Duration.ofSeconds(30), true);
    private static final Patience KEEP = new Patience(Duration.ofSeconds(30), false);

    @TempDir
    private Path folder;

    private Appliance appliance;

    @BeforeEach
    void start() throws IOException {
        appliance = new Appliance(folder);
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\n");
        appliance.save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:8080\npool = web\n");
        appliance.start();
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void itsProgressIsForecastFromTheAgesOfFlowsBefore() {
        long[] ended = new long[Ages.STEPS];
        ended[Ages.step(10_000)] = 50;
        appliance.plane.ages.put(new Ref.Real(A), Ages.of(ended));
        flows(4);
        assertThat(appliance.view.realServer(A).orElseThrow().drain()).isNull();

        assertThat(drain(AdminState.DRAIN, CLOSE))
                .isEqualTo("web/a is DRAIN until it is set again: 4 flows left, empty in about 16 s"
                        + " (by the ages of 50 flows before), closed in 30 s");
        appliance.calendar.pass(Duration.ofSeconds(10));
        flows(1);
        DrainProgress progress = appliance.view.realServer(A).orElseThrow().drain();
        assertThat(progress.left()).isEqualTo(1);
        assertThat(progress.words(appliance.calendar.instant()))
                .isEqualTo("1 flow left, empty in about 4 s (by the ages of 50 flows before), closed in 20 s");
        flows(0);
        assertThat(appliance.view.realServer(A).orElseThrow().drain().words(appliance.calendar.instant()))
                .isEqualTo("no flow left");
        Appliance.eventually(() -> assertThat(told()).containsExactly(new Told(0, false)));
    }

    @Test
    void whatIsLeftWhenItsTimeIsOverIsClosed() {
        flows(4);
        drain(AdminState.DRAIN, CLOSE);
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 kept");
        appliance.calendar.pass(Duration.ofSeconds(29));
        appliance.engine.onWriter(() -> null);
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 kept");
        appliance.calendar.pass(Duration.ofSeconds(1));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 cut"));
        Appliance.eventually(() -> assertThat(told()).containsExactly(new Told(4, true)));
    }

    @Test
    void orIsKeptAndToldOf() {
        flows(1);
        drain(AdminState.MAINT, KEEP);
        appliance.calendar.pass(Duration.ofSeconds(30));
        Appliance.eventually(() -> assertThat(told()).containsExactly(new Told(1, false)));
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 leaving");
        assertThat(appliance.view.realServer(A).orElseThrow().drain().words(appliance.calendar.instant()))
                .isEqualTo("1 flow left, their time is over");
    }

    @Test
    void aRestartForgetsNeitherTheTimeNorWhatComesThen() {
        flows(4);
        drain(AdminState.DRAIN, CLOSE);
        appliance.restart();
        DrainProgress progress = appliance.view.realServer(A).orElseThrow().drain();
        assertThat(progress.until()).isEqualTo(appliance.calendar.instant().plusSeconds(30));
        assertThat(progress.close()).isTrue();
        appliance.calendar.pass(Duration.ofSeconds(30));
        Appliance.eventually(() -> assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16 cut"));
        appliance.control.setAdminState(Appliance.JANE, A, AdminState.READY, "", null);
        assertThat(appliance.plane.holds()).contains("web/a 10.0.0.1:80 16/16");
    }

    private String drain(AdminState state, Patience patience) {
        return appliance
                .control
                .setAdminState(Appliance.JANE, A, state, "new kernel", null, patience)
                .summary();
    }

    private void flows(long active) {
        appliance.plane.counters.put(new Ref.Real(A), new Counters(active, 0, 0, 0, 0, 0, 0, 0));
    }

    private List<Told> told() {
        return appliance.events.stream()
                .filter(ApplianceEvent.Drained.class::isInstance)
                .map(ApplianceEvent.Drained.class::cast)
                .map(event -> new Told(event.left(), event.closed()))
                .toList();
    }

    private record Told(long left, boolean closed) {}
}
