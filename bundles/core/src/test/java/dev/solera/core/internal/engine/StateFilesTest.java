package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.Health;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.engine.AdminTable.Entry;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.health.HealthMonitor.Remembered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    private static final RealServerRef A = new RealServerRef("web", "a");
    private static final RealServerRef B = new RealServerRef("web", "b");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final AdminNote DISK = new AdminNote("jane doe", "disk: 50 % + ü \n\\", NOON, null);
    private static final AdminNote MINUTE = new AdminNote("joe", "", NOON, NOON.plusSeconds(60));

    @TempDir
    private Path folder;

    private AdminTable table;

    @BeforeEach
    void open() {
        table = new AdminTable(folder.resolve("state/admin"), Disk.HERE);
    }

    @Test
    void whatOperatorsSaidSurvivesARestartWithWhoWhyAndWhen() {
        assertThat(table.set(
                        A, Entry.NOTHING.withState(AdminState.MAINT, DISK, null).withWeight(7, MINUTE)))
                .isNull();
        assertThat(table.set(B, Entry.NOTHING.withWeight(0, MINUTE))).isNull();
        AdminTable after = new AdminTable(folder.resolve("state/admin"), Disk.HERE);
        after.load();
        assertThat(after.all())
                .containsExactly(
                        Map.entry(A, new Entry(AdminState.MAINT, DISK, 7, MINUTE, null)),
                        Map.entry(B, new Entry(AdminState.READY, null, 0, MINUTE, null)));
    }

    @Test
    void whatIsToBecomeOfFlowsSurvivesARestart() {
        AdminTable.Leave leave = new AdminTable.Leave(NOON.plusSeconds(60), true, false);
        table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, DISK, leave));
        table.set(B, Entry.NOTHING.withState(AdminState.MAINT, DISK, new AdminTable.Leave(NOON, false, false)));
        AdminTable after = new AdminTable(folder.resolve("state/admin"), Disk.HERE);
        after.load();
        assertThat(after.all()).isEqualTo(table.all());
        assertThat(after.expire(NOON.plusSeconds(59))).isTrue();
        assertThat(after.of(A).isCut()).isFalse();
        assertThat(after.of(B).isCut()).isFalse();
        assertThat(after.expire(NOON.plusSeconds(60))).isTrue();
        assertThat(after.of(A).isCut()).isTrue();
        assertThat(after.expire(NOON.plusSeconds(61))).isFalse();
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWhenItCan() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("state"));
        assertThat(table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, DISK, null)))
                .startsWith("cannot write admin: ");
        table.retry();
        assertThat(table.unsaved()).startsWith("cannot write admin: ");
        Files.delete(inTheWay);
        table.retry();
        assertThat(table.unsaved()).isNull();
        AdminTable after = new AdminTable(folder.resolve("state/admin"), Disk.HERE);
        after.load();
        assertThat(after.state(A)).isEqualTo(AdminState.DRAIN);
    }

    @Test
    void readyWithoutAWeightIsNothingSaid() {
        table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, DISK, null));
        table.set(A, table.of(A).withState(AdminState.READY, DISK, null));
        assertThat(table.all()).isEmpty();
    }

    @Test
    void aWeightThatEndsDoesNotEndTheDrain() {
        table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, DISK, null).withWeight(7, MINUTE));
        assertThat(table.expire(NOON.plusSeconds(59))).isFalse();
        assertThat(table.expire(NOON.plusSeconds(60))).isTrue();
        assertThat(table.of(A)).isEqualTo(new Entry(AdminState.DRAIN, DISK, null, null, null));
        assertThat(table.expire(NOON.plusSeconds(61))).isFalse();
    }

    @Test
    void aDrainThatEndsDoesNotEndTheWeight() {
        table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, MINUTE, null).withWeight(7, DISK));
        table.expire(NOON.plusSeconds(60));
        assertThat(table.of(A)).isEqualTo(new Entry(AdminState.READY, null, 7, DISK, null));
        assertThat(table.of(A).note()).isEqualTo(DISK);
    }

    @Test
    void whatEndedWhileStoppedIsOver() {
        table.set(A, Entry.NOTHING.withState(AdminState.DRAIN, MINUTE, null));
        AdminTable after = new AdminTable(folder.resolve("state/admin"), Disk.HERE);
        after.load();
        assertThat(after.expire(NOON.plusSeconds(3600))).isTrue();
        assertThat(after.all()).isEmpty();
    }

    @Test
    void aDamagedLineDoesNotTakeTheOthersWithIt() throws IOException {
        table.set(A, Entry.NOTHING.withState(AdminState.MAINT, DISK, null));
        Path file = folder.resolve("state/admin");
        String good = Files.readString(file);
        Files.writeString(
                file, "nonsense\nweb/x FLYING - a b 1 -\nweb/y MAINT - %zz b 1 -\nweb/z MAINT - a b x -\n" + good);
        Files.writeString(file, "web/b DRA", StandardOpenOption.APPEND);
        AdminTable after = new AdminTable(file, Disk.HERE);
        after.load();
        assertThat(after.all()).containsOnlyKeys(A);
    }

    @Test
    void stateThatCannotBeKeptIsInForceAndSaysSo() throws IOException {
        Files.writeString(folder.resolve("state"), "a file in the way");
        assertThat(table.set(A, Entry.NOTHING.withState(AdminState.MAINT, DISK, null)))
                .startsWith("cannot write admin: ");
        assertThat(table.state(A)).isEqualTo(AdminState.MAINT);
    }

    @Test
    void healthIsBelievedForAMinute() {
        HealthFile file = new HealthFile(folder.resolve("state/health"), Disk.HERE);
        Map<RealServerRef, Remembered> known =
                Map.of(A, new Remembered("10.0.0.1:80", Health.UP), B, new Remembered("[2001:db8::1]:80", Health.DOWN));
        file.save(NOON, known);
        assertThat(file.load(NOON.plusSeconds(60))).isEqualTo(known);
        assertThat(file.load(NOON.plusSeconds(61))).isEmpty();
        assertThat(file.load(NOON.minusSeconds(61)))
                .as("a clock that was set back")
                .isEmpty();
    }

    @Test
    void healthThatCannotBeReadIsNotKnown() throws IOException {
        HealthFile file = new HealthFile(folder.resolve("health"), Disk.HERE);
        assertThat(file.load(NOON)).isEmpty();
        Files.writeString(folder.resolve("health"), NOON.toEpochMilli() + "\nweb/a 10.0.0.1:80\n");
        assertThat(file.load(NOON)).isEmpty();
        Files.write(folder.resolve("health"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(file.load(NOON)).isEmpty();
    }
}
