package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.ApplianceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input never stops good. */
class BrokenEditTest {
    private static final List<String> GOOD = List.of("shop [127.0.0.1:8080] web", "api [x*1]", "web [a*2, b*1]");

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void start() throws IOException {
        desk = Desk.withShop(folder).start();
        assertThat(desk.inForce()).isEqualTo(GOOD);
        assertThat(desk.problems()).isEmpty();
    }

    static Stream<Arguments> brokenEdits() {
        return Stream.of(
                edit(
                        "a bad number",
                        "solera.pool-web.cfg",
                        "real.a = 10.0.0.1:80\nretries = many\n",
                        "solera.pool-web.cfg:2: retries: many (expected: 0..100)"),
                edit(
                        "an unknown key",
                        "solera.pool-web.cfg",
                        "retrys = 3\n",
                        "solera.pool-web.cfg:1: retrys: 3 (expected: a key of pool; did you mean retries?)"),
                edit(
                        "an unknown scheduler",
                        "solera.pool-web.cfg",
                        "\n\nscheduler = magic\n",
                        "solera.pool-web.cfg:3: scheduler: magic (expected: one of dh, fo, lblc, lblcr, lc, mh, nq, ovf, roundrobin, rr, sed, sh, twos, wlc, wrr)"),
                edit(
                        "a duplicate key",
                        "solera.pool-web.cfg",
                        "real.a = 10.0.0.1:80\nreal.a = 10.0.0.9:80\n",
                        "solera.pool-web.cfg:2: real.a: 10.0.0.9:80 (expected: each key once; it is on line 1 already)"),
                edit(
                        "no key at all",
                        "solera.pool-web.cfg",
                        "real.a 10.0.0.1:80\n",
                        "solera.pool-web.cfg:1: real.a 10.0.0.1:80: (expected: key = value, or # before a comment)"),
                edit(
                        "a pool that is not there",
                        "solera.virtualserver-shop.cfg",
                        "listen = 127.0.0.1:8080\npool = wob\n",
                        "solera.virtualserver-shop.cfg:2: pool: wob (expected: one of api, web)"),
                edit(
                        "a name that is there",
                        "solera.pool-WEB.cfg",
                        "real.a = 10.0.0.1:80\n",
                        "solera.pool-web.cfg: a name that differs from WEB in more than case"),
                edit(
                        "an address that is taken",
                        "solera.virtualserver-zoo.cfg",
                        "listen.z = 127.0.0.1:8080\npool = api\n",
                        "solera.virtualserver-zoo.cfg:1: listen.z: 127.0.0.1:8080 (expected: an address that virtual server shop has not)"),
                Arguments.of(
                        "not UTF-8",
                        "solera.pool-web.cfg",
                        "real.a = 10.0.0.1:80 ü\n".getBytes(StandardCharsets.ISO_8859_1),
                        "solera.pool-web.cfg:1: not UTF-8"),
                edit(
                        "nothing",
                        "solera.pool-web.cfg",
                        "",
                        "solera.pool-web.cfg: a file that is not empty; its last good version serves"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenEdits")
    void aBrokenEditChangesNothingIsNamedAndNeverWrittenTo(String what, String file, byte[] broken, String problem)
            throws IOException {
        desk.save(file, broken);
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.inForce()).isEqualTo(GOOD);
        assertThat(desk.problems()).containsExactly(problem);

        String named = problem.substring(0, problem.indexOf(".cfg") + 4);
        byte[] good = "real.a = 10.0.0.1:80\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> desk.configuration.edit(named, good, Desk.JANE))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("mend the file first: " + problem);
        assertThat(Files.readAllBytes(desk.etc.resolve(file))).isEqualTo(broken);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenEdits")
    void commandsOnOtherFilesGoOnWorking(String what, String file, byte[] broken, String problem) throws IOException {
        desk.save(file, broken);
        desk.pass(1000);
        assertThat(desk.edit("solera.pool-api.cfg", "10.0.1.1:80", "10.0.1.1:80 weight=9"))
                .isNull();
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "api [x*9]", "web [a*2, b*1]");
        assertThat(desk.pass(1000)).isEmpty();
        assertThat(desk.inForce()).contains("api [x*9]");
        assertThat(desk.problems()).containsExactly(problem);
        assertThat(desk.read("solera.pool-api.cfg")).isEqualTo("real.x = 10.0.1.1:80 weight=9\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenEdits")
    void theLastGoodStateServesAfterAStartToo(String what, String file, byte[] broken, String problem)
            throws IOException {
        desk.save(file, broken);
        desk.start();
        assertThat(desk.inForce()).isEqualTo(GOOD);
        assertThat(desk.number()).isEqualTo(1);
        assertThat(desk.problems()).containsExactly(problem);
        assertThat(desk.edit("solera.pool-api.cfg", "10.0.1.1:80", "10.0.1.1:80 weight=9"))
                .isNull();
        desk.start();
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "api [x*9]", "web [a*2, b*1]");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenEdits")
    void mendingTheFileClearsTheProblem(String what, String file, byte[] broken, String problem) throws IOException {
        desk.save(file, broken);
        desk.pass(1000);
        boolean isNew = file.contains("WEB") || file.contains("zoo");
        if (isNew) {
            desk.delete(file);
        } else if (file.contains("pool")) {
            desk.save(file, "real.a = 10.0.0.1:80 weight=3\nreal.b = 10.0.0.2:80\n");
        } else {
            desk.save(file, "listen = 127.0.0.1:8081\npool = web\n");
        }
        List<Configuration.Accepted> accepted = desk.pass(3000);
        assertThat(desk.problems()).isEmpty();
        assertThat(accepted).hasSize(isNew ? 0 : 1);
        assertThat(desk.inForce())
                .isEqualTo(
                        isNew
                                ? GOOD
                                : file.contains("pool")
                                        ? List.of("shop [127.0.0.1:8080] web", "api [x*1]", "web [a*3, b*1]")
                                        : List.of("shop [127.0.0.1:8081] web", "api [x*1]", "web [a*2, b*1]"));
    }

    @Test
    void aFolderInThePlaceOfAFileIsAProblemOfThatFileAlone() throws IOException {
        desk.delete("solera.pool-web.cfg");
        Files.createDirectories(desk.etc.resolve("solera.pool-web.cfg/x"));
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.problems()).containsExactly("solera.pool-web.cfg: a readable file: it is a folder");
        assertThat(desk.edit("solera.pool-api.cfg", "10.0.1.1:80", "10.0.1.1:80 weight=9"))
                .isNull();
        assertThatThrownBy(() -> desk.edit("solera.pool-web.cfg", "#", "# x")).isInstanceOf(ApplianceException.class);
        desk.start();
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "api [x*9]", "web [a*2, b*1]");
        assertThat(desk.problems()).containsExactly("solera.pool-web.cfg: a readable file: it is a folder");
    }

    @Test
    void otherEditsOfTheSameMomentTakeEffect() throws IOException {
        desk.save("solera.pool-web.cfg", "retries = many\n");
        desk.save("solera.pool-api.cfg", "real.x = 10.0.1.1:80 weight=5\n");
        desk.save("solera.pool-new.cfg", "nonsense\n");
        assertThat(desk.pass(1000)).hasSize(1);
        assertThat(desk.inForce()).containsExactly("shop [127.0.0.1:8080] web", "api [x*5]", "web [a*2, b*1]");
        assertThat(desk.problems()).hasSize(2);
    }

    @Test
    void aFileOfServersOfAnotherPoolIsNotHeldBack() throws IOException {
        desk.save("solera.d/web.reals", "r 10.0.0.3:80\n");
        desk.save("solera.d/api.reals", "r 10.0.1.3:80\n");
        desk.save("solera.pool-web.cfg", "reals = web.reals\n");
        desk.save("solera.pool-api.cfg", "reals = api.reals\n");
        desk.pass(1000);
        assertThat(desk.inForce()).contains("api [r*1]", "web [r*1]");
        desk.save("solera.d/web.reals", "r 10.0.0.3:80\nr nonsense\n");
        desk.save("solera.d/api.reals", "r 10.0.1.3:80 weight=7\n");
        desk.pass(1000);
        assertThat(desk.inForce()).contains("api [r*7]", "web [r*1]");
        assertThat(desk.problems()).hasSize(1);
        assertThatThrownBy(() -> desk.edit("solera.d/web.reals", "r ", "r  ")).isInstanceOf(ApplianceException.class);
        assertThat(desk.read("solera.d/web.reals")).isEqualTo("r 10.0.0.3:80\nr nonsense\n");
    }

    @Test
    void aFileThatLosesItsFileOfServersKeepsThem() throws IOException {
        desk.save("solera.d/web.reals", "r 10.0.0.3:80\n");
        desk.save("solera.pool-web.cfg", "reals = web.reals\n");
        desk.pass(1000);
        desk.delete("solera.d/web.reals");
        assertThat(desk.pass(5000)).isEmpty();
        assertThat(desk.inForce()).contains("web [r*1]");
        assertThat(desk.problems())
                .containsExactly("solera.pool-web.cfg:1: reals: web.reals (expected: the name of a file in solera.d/)");
        desk.start();
        assertThat(desk.inForce()).contains("web [r*1]");
    }

    @Test
    void aNewestSetThatCannotBeReadLeavesTheOneBefore() throws IOException {
        desk.edit("solera.pool-api.cfg", "10.0.1.1:80", "10.0.1.1:80 weight=9");
        desk.save("solera.pool-api.cfg", "nonsense");
        Files.writeString(desk.data.resolve("sets/00000002/solera.pool-api.cfg"), "half a li");
        desk.start();
        assertThat(desk.inForce()).isEqualTo(GOOD);
        assertThat(desk.edit("solera.pool-web.cfg", "weight=2", "weight=3")).isNull();
        assertThat(desk.number()).isEqualTo(3);
    }

    private static Arguments edit(String what, String file, String text, String problem) {
        return Arguments.of(what, file, text.getBytes(StandardCharsets.UTF_8), problem);
    }
}
