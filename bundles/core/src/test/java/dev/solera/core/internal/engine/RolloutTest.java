package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.ApplianceException;
import dev.solera.api.Plan;
import dev.solera.api.SetRecord;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.files.KeyFile;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.PlannedChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sets: planned, applied, confirmed, taken back. */
class RolloutTest {
    private static final String MANUAL = "node = lb1\napply = manual\n";
    private static final String WEB = "# web\nreal.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\n";
    private static final String SHOP = "listen = 127.0.0.1:8080\npool = web\n";

    @TempDir
    private Path folder;

    private Appliance appliance;

    @BeforeEach
    void start() throws IOException {
        appliance = new Appliance(folder);
        appliance.save("solera.appliance.cfg", MANUAL);
        appliance.save("solera.pool-web.cfg", WEB);
        appliance.save("solera.virtualserver-shop.cfg", SHOP);
        appliance.start();
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void withoutASetOfBeforeTheFilesAreInForceAlthoughTheyAreAppliedByHand() {
        assertThat(inForce()).contains("web/a*1", "web/b*1");
        assertThat(appliance.changes.waiting()).isEmpty();
    }

    @Test
    void anEditWaitsUntilItIsApplied() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        Appliance.eventually(() -> assertThat(appliance.changes.waiting())
                .containsExactly("not applied: solera.pool-web.cfg (solera:plan shows what they change)"));
        assertThat(inForce()).contains("web/a*1");

        Plan plan = appliance.changes.plan(null);
        assertThat(plan.edits().stream().map(Plan.Edit::words))
                .containsExactly("real server web/a changed: weight 1 to 3");
        assertThat(plan.files()).containsExactly("solera.pool-web.cfg: 1 line added, 1 removed");
        assertThat(inForce()).as("a plan changes nothing").contains("web/a*1");

        assertThat(appliance.changes.apply(Appliance.JANE, null, null, false).summary())
                .isEqualTo("set 2 is in force");
        assertThat(inForce()).contains("web/a*3");
        Appliance.eventually(() -> assertThat(appliance.changes.waiting()).isEmpty());
        assertThat(appliance.changes.apply(Appliance.JANE, null, null, false).summary())
                .startsWith("nothing to apply");
    }

    @Test
    void whatWaitsStillWaitsAfterARestart() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.restart();
        assertThat(inForce()).contains("web/a*1");
        Appliance.eventually(() -> assertThat(appliance.changes.waiting()).hasSize(1));
    }

    @Test
    void aPlanNamesWhatIsWrongAndNothingOfItIsApplied() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:8080\npool = wbe\n");
        assertThat(appliance.changes.plan(null).problems().toString())
                .isEqualTo("[solera.virtualserver-shop.cfg:2: pool: wbe (expected: one of web)]");
        assertThatThrownBy(() -> appliance.changes.apply(Appliance.JANE, null, null, false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageStartingWith("nothing is applied; mend the files first: solera.virtualserver-shop.cfg:2");
        assertThat(inForce()).contains("web/a*1");
    }

    @Test
    void aFolderIsPlannedAndAppliedAsAWhole() throws IOException {
        Path staged = Files.createDirectories(folder.resolve("staged"));
        Files.writeString(staged.resolve("solera.appliance.cfg"), MANUAL);
        Files.writeString(staged.resolve("solera.pool-web.cfg"), WEB + "check = http\n");
        Files.writeString(staged.resolve("solera.pool-api.cfg"), "real.x = 10.0.1.1:80\n");
        Plan plan = appliance.changes.plan(staged);
        assertThat(plan.edits().stream().map(Plan.Edit::words))
                .contains("virtual server shop removed", "pool api added")
                .anyMatch(words -> words.startsWith("pool web changed: checks"));
        assertThat(plan.checksAdded()).containsExactly("web/a main (http)", "web/b main (http)");

        appliance.changes.apply(Appliance.JANE, staged, null, true);
        assertThat(Files.exists(appliance.etc.resolve("solera.virtualserver-shop.cfg")))
                .isFalse();
        assertThat(appliance.read("solera.pool-web.cfg")).isEqualTo(WEB + "check = http\n");
        assertThat(appliance.view.pool("api")).isPresent();
        assertThat(appliance.data.resolve("state/applying")).doesNotExist();
    }

    @Test
    void whatIsNotConfirmedInTimeGoesBackFilesIncluded() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.changes.apply(Appliance.JANE, null, Duration.ofSeconds(2), false);
        assertThat(inForce()).contains("web/a*3");
        Appliance.eventually(() -> assertThat(inForce()).contains("web/a*1"));
        // What is in force is written behind it.
        Appliance.eventually(
                () -> assertThat(appliance.read("solera.pool-web.cfg")).isEqualTo(WEB));
        assertThat(appliance.changes.unconfirmed()).isEmpty();
        SetRecord last = appliance.changes.history().get(0);
        assertThat(last.number()).isEqualTo(3);
        assertThat(last.who() + " " + last.from()).isEqualTo("appliance unconfirmed apply");
    }

    @Test
    void whatIsNotConfirmedDoesNotSurviveARestart() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.changes.apply(Appliance.JANE, null, Duration.ofHours(1), false);
        appliance.restart();
        assertThat(inForce()).contains("web/a*1");
        assertThat(appliance.read("solera.pool-web.cfg")).isEqualTo(WEB);
    }

    @Test
    void whatIsConfirmedStays() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.changes.apply(Appliance.JANE, null, Duration.ofHours(1), false);
        assertThat(appliance.changes.unconfirmed()).isPresent();
        assertThatThrownBy(() -> appliance.changes.apply(Appliance.JANE, null, null, false))
                .hasMessageContaining("unless confirmed");
        assertThat(appliance.changes.confirm(Appliance.JANE).summary()).isEqualTo("set 2 stays");
        appliance.restart();
        assertThat(inForce()).contains("web/a*3");
        assertThatThrownBy(() -> appliance.changes.confirm(Appliance.JANE)).hasMessage("nothing waits to be confirmed");
    }

    @Test
    void goingBackLeavesAloneWhatWasChangedElsewhereMeanwhile() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=3"));
        appliance.changes.apply(Appliance.JANE, null, Duration.ofSeconds(2), false);
        appliance.control.addVirtualServer(Appliance.JANE, "other", Map.of("listen", "127.0.0.1:8081", "pool", "web"));
        Appliance.eventually(() -> assertThat(inForce()).contains("web/a*1"));
        assertThat(appliance.view.virtualServer("other")).isPresent();
    }

    @Test
    void undoGoesBackStepByStepAndToASetByNumber() throws IOException {
        for (int weight = 2; weight <= 4; weight++) {
            appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=" + weight));
            appliance.changes.apply(Appliance.JANE, null, null, false);
        }
        assertThat(appliance.changes.undo(Appliance.JANE, null).summary())
                .isEqualTo("set 5 is in force, with the files of set 3");
        assertThat(inForce()).contains("web/a*3");
        assertThat(appliance.changes.undo(Appliance.JANE, null).summary()).contains("files of set 2");
        assertThat(appliance.changes.undo(Appliance.JANE, 4L).summary()).contains("files of set 4");
        assertThat(inForce()).contains("web/a*4");
        assertThat(appliance.changes.undo(Appliance.JANE, null).summary())
                .as("an undo by number is a change like any other")
                .contains("files of set 6");
        assertThat(appliance.read("solera.pool-web.cfg")).contains("weight=2");
        assertThatThrownBy(() -> appliance.changes.undo(Appliance.JANE, 99L))
                .hasMessage("set: 99 (expected: one that is kept, 1..8)");
        assertThat(appliance.changes.history())
                .extracting(SetRecord::number)
                .containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void undoDoesNotWriteOverAnEditThatWaits() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=2"));
        appliance.changes.apply(Appliance.JANE, null, null, false);
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=9"));
        assertThatThrownBy(() -> appliance.changes.undo(Appliance.JANE, null))
                .hasMessageContaining("solera.pool-web.cfg holds an edit that is not in force yet");
        assertThat(appliance.read("solera.pool-web.cfg")).contains("weight=9");
    }

    @Test
    void aChangeThatACrashCutShortIsFinishedAfterTheStart() throws IOException {
        Path staged = Files.createDirectories(folder.resolve("staged"));
        Files.writeString(staged.resolve("solera.appliance.cfg"), MANUAL);
        Files.writeString(staged.resolve("solera.pool-web.cfg"), WEB.replace("1:80", "1:80 weight=5"));
        Files.writeString(staged.resolve("solera.virtualserver-shop.cfg"), SHOP.replace("8080", "8090"));
        appliance.changes.apply(Appliance.JANE, staged, null, false);
        appliance.engine.close();
        // As the crash leaves it: one file written, the other not yet.
        appliance.save("solera.pool-web.cfg", WEB);
        new KeyFile(appliance.data.resolve("state/applying"), Disk.HERE).write(Map.of("from", "1", "to", "2"));
        appliance.start();
        assertThat(inForce()).contains("web/a*5");
        assertThat(appliance.read("solera.pool-web.cfg")).contains("weight=5");
        assertThat(appliance.data.resolve("state/applying")).doesNotExist();
        assertThat(appliance.changes.waiting()).isEmpty();
    }

    @Test
    void aPolicyObjectsAndForceOverrules() throws IOException {
        PlanPolicy noWeights = new PlanPolicy() {
            @Override
            public String name() {
                return "no-weights";
            }

            @Override
            public List<String> objections(PlannedChange change) {
                return change.after().pools().get("web").reals().get(0).weight() == 1
                        ? List.of()
                        : List.of("pool web: a weight");
            }
        };
        appliance.plugins.add(noWeights);
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=2"));
        assertThat(appliance.changes.plan(null).objections()).containsExactly("no-weights: pool web: a weight");
        assertThatThrownBy(() -> appliance.changes.apply(Appliance.JANE, null, null, false))
                .hasMessageStartingWith("nothing is applied; a policy objects: no-weights: pool web: a weight");
        assertThat(inForce()).contains("web/a*1");
        appliance.changes.apply(Appliance.JANE, null, null, true);
        assertThat(inForce()).contains("web/a*2");
    }

    @Test
    void aDifferenceIsToldInWordsAndLinesWithoutSecrets() throws IOException {
        appliance.save("solera.pool-web.cfg", WEB.replace("1:80", "1:80 weight=2") + "# password = opensesame\n");
        appliance.changes.apply(Appliance.JANE, null, null, false);
        assertThat(appliance.changes.diff(1, 2))
                .containsExactly(
                        "real server web/a changed: weight 1 to 2",
                        "solera.pool-web.cfg",
                        "- real.a = 10.0.0.1:80",
                        "+ real.a = 10.0.0.1:80 weight=2",
                        "+ # password = ********");
    }

    private List<String> inForce() {
        return appliance.view.pools().stream()
                .flatMap(pool -> pool.config().reals().stream()
                        .map(real -> pool.config().name() + "/" + real.name() + "*" + real.weight()))
                .toList();
    }
}
