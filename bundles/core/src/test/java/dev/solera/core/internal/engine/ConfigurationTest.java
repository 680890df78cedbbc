package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.ApplianceException;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.files.KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void start() throws IOException {
        desk = Desk.withShop(folder).start();
    }

    @Test
    void anEditIsInForceWithinHalfASecondAndSaysWhatChanged() throws IOException {
        desk.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80 weight=7\nreal.c = 10.0.0.3:80\n");
        List<Configuration.Accepted> accepted = desk.pass(500);
        assertThat(accepted).hasSize(1);
        assertThat(accepted.get(0).number()).isEqualTo(2);
        assertThat(accepted.get(0).changes())
                .containsExactly(
                        "real server web/a changed: weight 2 to 7",
                        "real server web/c added",
                        "real server web/b removed");
        assertThat(desk.configuration.inForce().by().user()).isEqualTo("file");
    }

    @Test
    void aFileRemovedWhileStoppedIsGoneAfterStart() throws IOException {
        desk.delete("solera.pool-api.cfg");
        desk.start();
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "web [a*2, b*1]");
        assertThat(desk.number()).isEqualTo(2);
    }

    @Test
    void aStartWithoutAnyChangeIsTheSameSet() {
        desk.start();
        assertThat(desk.number()).isEqualTo(1);
    }

    @Test
    void aFileRemovedIsGoneAfterTwoSeconds() throws IOException {
        desk.delete("solera.pool-api.cfg");
        assertThat(desk.pass(1950)).isEmpty();
        assertThat(desk.pass(200)).hasSize(1);
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "web [a*2, b*1]");
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 400, 1000, 1900})
    void aFileThatVanishesForLessThanTwoSecondsIsNotAnEdit(int millis) throws IOException {
        String before = desk.read("solera.pool-web.cfg");
        desk.delete("solera.pool-web.cfg");
        assertThat(desk.pass(millis)).isEmpty();
        desk.save("solera.pool-web.cfg", before);
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.number()).isEqualTo(1);
    }

    @Test
    void aFileThatComesBackDifferentIsOneEdit() throws IOException {
        desk.delete("solera.pool-web.cfg");
        desk.pass(1000);
        desk.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80 weight=7\n");
        assertThat(desk.pass(5000)).hasSize(1);
        assertThat(desk.inForce()).contains("web [a*7]");
    }

    @ParameterizedTest
    @CsvSource({"solera.pool-web.cfg", "solera.virtualserver-shop.cfg", "solera.d/web.reals"})
    void aFileThatIsEmptyForAWhileIsNotAnEdit(String file) throws IOException {
        desk.save("solera.d/web.reals", "r 10.0.0.3:80\n");
        desk.save("solera.pool-web.cfg", "reals = web.reals\n");
        desk.pass(1000);
        byte[] before = Files.readAllBytes(desk.etc.resolve(file));
        desk.save(file, "");
        assertThat(desk.pass(60_000)).isEmpty();
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "api [x*1]", "web [r*1]");
        assertThat(desk.problems()).containsExactly(file + ": a file that is not empty; its last good version serves");
        desk.save(file, before);
        assertThat(desk.pass(1000)).isEmpty();
        assertThat(desk.problems()).isEmpty();
    }

    @Test
    void aFileOfServersMayBeEmptyFromTheStart() throws IOException {
        desk.save("solera.d/web.reals", "");
        desk.save("solera.pool-web.cfg", "reals = web.reals\n");
        assertThat(desk.pass(1000)).hasSize(1);
        assertThat(desk.problems()).isEmpty();
    }

    @Test
    void aFileThatIsWrittenInPiecesIsOneEdit() throws IOException {
        String text = "";
        List<Configuration.Accepted> accepted = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            text += "real.s" + i + " = 10.0.0." + i + ":80\n";
            desk.save("solera.pool-web.cfg", text);
            accepted.addAll(desk.pass(200));
        }
        assertThat(accepted).isEmpty();
        assertThat(desk.pass(500)).hasSize(1);
        assertThat(desk.configuration.inForce().model().pools().get("web").reals())
                .hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 012",
        "0, 021",
        "0, 102",
        "0, 120",
        "0, 201",
        "0, 210",
        "100, 012",
        "100, 210",
        "250, 021",
        "250, 102",
        "500, 012",
        "500, 120",
        "500, 201",
        "500, 210"
    })
    void aRenameOfAServerAndItsPoolIsNeverHalfDone(int millisBetween, String order) throws IOException {
        String pool = desk.read("solera.pool-web.cfg");
        String server = desk.read("solera.virtualserver-shop.cfg").replace("web", "net");
        List<List<String>> states = new ArrayList<>();
        for (char step : order.toCharArray()) {
            switch (step) {
                case '0' -> desk.save("solera.pool-net.cfg", pool);
                case '1' -> desk.save("solera.virtualserver-store.cfg", server);
                default -> {
                    desk.delete("solera.virtualserver-shop.cfg");
                    desk.delete("solera.pool-web.cfg");
                }
            }
            desk.pass(millisBetween).forEach(accepted -> states.add(Desk.words(accepted)));
        }
        desk.pass(5000).forEach(accepted -> states.add(Desk.words(accepted)));
        String before = "shop [127.0.0.1:8080] web";
        String after = "store [127.0.0.1:8080] net";
        assertThat(states).isNotEmpty().allSatisfy(state -> assertThat(state)
                .filteredOn(word -> word.contains("127.0.0.1"))
                .hasSize(1)
                .containsAnyOf(before, after));
        assertThat(desk.inForce()).containsExactly(after, "api [x*1]", "net [a*2, b*1]");
        assertThat(desk.problems()).isEmpty();
    }

    @Test
    void aCommandIsInForceAtOnceInItsFileAndKept() throws IOException {
        assertThat(desk.edit("solera.pool-web.cfg", "weight=2", "weight=3")).isNull();
        assertThat(desk.inForce()).contains("web [a*3, b*1]");
        assertThat(desk.read("solera.pool-web.cfg"))
                .isEqualTo("# web\nreal.a = 10.0.0.1:80 weight=3\nreal.b = 10.0.0.2:80\n");
        assertThat(desk.configuration.inForce().by()).isEqualTo(Desk.JANE);
        assertThat(desk.pass(5000)).as("its own file is no news").isEmpty();
        desk.start();
        assertThat(desk.number()).isEqualTo(2);
    }

    @Test
    void aCommandThatWouldMakeTheSetWrongIsRefusedAsAWhole() throws IOException {
        assertThatThrownBy(() -> desk.configuration.edit("solera.pool-web.cfg", null, Desk.JANE))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("solera.virtualserver-shop.cfg:3: pool: web (expected: one of api)");
        assertThat(desk.etc.resolve("solera.pool-web.cfg")).exists();
        assertThat(desk.number()).isEqualTo(1);
    }

    @Test
    void aCommandDoesNotWriteOverAnEditThatNobodyHasReadYet() throws IOException {
        String mine = "# mine\nreal.a = 10.0.0.1:80 weight=5\n";
        desk.save("solera.pool-web.cfg", mine);
        assertThatThrownBy(() -> desk.edit("solera.pool-web.cfg", "weight=2", "weight=3"))
                .hasMessage("solera.pool-web.cfg holds an edit that is not in force yet "
                        + "(expected: a file whose edits are applied)");
        assertThat(desk.read("solera.pool-web.cfg")).isEqualTo(mine);
        desk.pass(500);
        assertThat(desk.edit("solera.pool-web.cfg", "weight=5", "weight=6")).isNull();
        assertThat(desk.read("solera.pool-web.cfg")).isEqualTo(mine.replace("5", "6"));
    }

    @Test
    void whatCannotBeWrittenIsInForceAndSaysSo() throws IOException {
        Path inTheWay = block("solera.pool-web.cfg");
        String before = desk.read("solera.pool-web.cfg");
        assertThat(desk.edit("solera.pool-web.cfg", "weight=2", "weight=3"))
                .startsWith("cannot write solera.pool-web.cfg: ");
        assertThat(desk.inForce()).contains("web [a*3, b*1]");
        assertThat(desk.read("solera.pool-web.cfg")).isEqualTo(before);
        assertThat(desk.configuration.unpersistedInWords())
                .singleElement()
                .asString()
                .startsWith("solera.pool-web.cfg: cannot write solera.pool-web.cfg");
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.inForce()).contains("web [a*3, b*1]");

        unblock(inTheWay);
        assertThat(desk.edit("solera.pool-web.cfg", "real.b", "real.c"))
                .as("a later command")
                .isNull();
        assertThat(desk.read("solera.pool-web.cfg"))
                .isEqualTo("# web\nreal.a = 10.0.0.1:80 weight=3\nreal.c = 10.0.0.2:80\n");
        assertThat(desk.configuration.unpersistedInWords()).isEmpty();
        assertThat(desk.pass(5000)).isEmpty();
    }

    @Test
    void whatWasNotPersistedDoesNotSurviveARestart() throws IOException {
        block("solera.pool-web.cfg");
        desk.edit("solera.pool-web.cfg", "weight=2", "weight=3");
        desk.start();
        assertThat(desk.inForce()).contains("web [a*2, b*1]");
    }

    @Test
    void anOperatorsOwnNewerEditWinsOverWhatCouldNotBeWritten() throws IOException {
        block("solera.pool-web.cfg");
        desk.edit("solera.pool-web.cfg", "weight=2", "weight=3");
        desk.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80 weight=8\n");
        assertThat(desk.pass(500)).hasSize(1);
        assertThat(desk.inForce()).contains("web [a*8]");
        assertThat(desk.configuration.unpersistedInWords()).isEmpty();
    }

    @Test
    void aFileThatCannotBeRemovedCountsAsRemovedAndSaysSo() throws IOException {
        desk.save("solera.virtualserver-zoo.cfg", "listen = 127.0.0.1:9\npool = api\n");
        desk.pass(500);
        assertThat(desk.configuration.edit("solera.virtualserver-zoo.cfg", null, Desk.JANE))
                .isNull();
        assertThat(desk.etc.resolve("solera.virtualserver-zoo.cfg")).doesNotExist();
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.problems()).isEmpty();
    }

    @Test
    void aPlugInThatComesMakesAWaitingFileRight() throws IOException {
        desk.save("solera.pool-web.cfg", "scheduler = magic\nreal.a = 10.0.0.1:80\n");
        desk.pass(500);
        assertThat(desk.problems()).hasSize(1);
        desk.plugins.add(FakeScheduler.inTurn("magic"), "test");
        assertThat(desk.configuration.reconsider()).isNotNull();
        assertThat(desk.problems()).isEmpty();
        assertThat(desk.inForce()).contains("web [a*1]");
    }

    @Test
    void aPlugInThatGoesDoesNotMakeAnAcceptedFileWrongAtRunTimeOrAtStart() throws IOException {
        FakeScheduler magic = FakeScheduler.inTurn("magic");
        desk.plugins.add(magic, "test");
        desk.save("solera.pool-web.cfg", "scheduler = magic\nreal.a = 10.0.0.1:80\n");
        desk.pass(500);
        desk.plugins.remove(magic);
        desk.configuration.reconsider();
        assertThat(desk.problems()).isEmpty();
        desk.save("solera.pool-web.cfg", "scheduler = magic\nreal.a = 10.0.0.1:80 weight=4\n");
        assertThat(desk.pass(500)).hasSize(1);
        desk.start();
        assertThat(desk.inForce()).contains("web [a*4]");
        assertThat(desk.problems()).isEmpty();
    }

    @Test
    void aDataFolderThatCannotBeWrittenStopsNothing() throws IOException {
        Files.writeString(folder.resolve("blocked"), "a file where the folder should be");
        Configuration other = new Configuration(
                new dev.solera.core.internal.files.EtcFolder(desk.etc),
                new dev.solera.core.internal.files.SetStore(folder.resolve("blocked/sets"), Disk.HERE),
                new dev.solera.core.internal.model.ModelReader(
                        desk.plugins, dev.solera.core.internal.model.SecretSource.NONE),
                new dev.solera.core.internal.files.SecretFiles(desk.etc),
                desk.time,
                new Journal(new KeyFile(folder.resolve("blocked/applying"), Disk.HERE)),
                Disk.HERE);
        other.start(desk.time.nanoTime());
        assertThat(other.inForce().model().pools()).hasSize(2);
        assertThat(other.storeProblem()).startsWith("set 1 cannot be kept: ");
    }

    @Test
    void valuesSurviveFromFileToModelToCommandToFile() throws IOException {
        String text = "# ü ${x} \\\ncheck = http\ncheck.path = /\\d+\\${x}$ ü # 漢\nreal.a = 10.0.0.1:80 weight=2\n";
        desk.save("solera.pool-web.cfg", text);
        desk.pass(500);
        assertThat(desk.configuration
                        .inForce()
                        .model()
                        .pools()
                        .get("web")
                        .checks()
                        .get(0)
                        .keys())
                .containsEntry("path", "/\\d+\\${x}$ ü # 漢");
        desk.edit("solera.pool-web.cfg", "weight=2", "weight=3");
        assertThat(desk.read("solera.pool-web.cfg")).isEqualTo(text.replace("weight=2", "weight=3"));
        desk.start();
        assertThat(new String(desk.configuration.bytesInForce("solera.pool-web.cfg"), StandardCharsets.UTF_8))
                .isEqualTo(text.replace("weight=2", "weight=3"));
    }

    private Path block(String file) throws IOException {
        Path inTheWay =
                desk.etc.resolve("." + file + ".tmp-" + ProcessHandle.current().pid());
        Files.createDirectories(inTheWay.resolve("not empty"));
        return inTheWay;
    }

    private static void unblock(Path inTheWay) throws IOException {
        Files.delete(inTheWay.resolve("not empty"));
        Files.delete(inTheWay);
    }

    @Test
    void commandsWithoutRestAreNotTakenBack() throws IOException {
        for (int weight = 10; weight < 110; weight++) {
            desk.edit("solera.pool-web.cfg", weight == 10 ? "weight=2" : "weight=" + (weight - 1), "weight=" + weight);
            assertThat(desk.pass(100)).isEmpty();
        }
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.inForce()).contains("web [a*109, b*1]");
    }
}
