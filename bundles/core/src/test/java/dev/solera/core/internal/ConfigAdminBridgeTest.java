package dev.solera.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Caller;
import dev.solera.core.internal.engine.Engine;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeConfigAdmin;
import dev.solera.core.internal.fakes.FakeScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigAdminBridgeTest {
    private static final String WEB =
            "# ü\ncheck = http\ncheck.path = /\\d+\\${x}$ ü # 漢\n\nreal.a   = 10.0.0.1:80 weight=2\n"
                    + "real.w[1-2] = 10.0.0.[3-4]:80\n";
    private static final Map<String, Object> WEB_KEYS = Map.of(
            "check", "http",
            "check.path", "/\\d+\\${x}$ ü # 漢",
            "real.a", "10.0.0.1:80 weight=2",
            "real.w[1-2]", "10.0.0.[3-4]:80");

    @TempDir
    private Path folder;

    private final FakeConfigAdmin admin = new FakeConfigAdmin();
    private Path etc;
    private ConfigAdminBridge bridge;
    private Engine engine;

    @BeforeEach
    void start() throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(etc.resolve("solera.pool-web.cfg"), WEB);
        Files.writeString(etc.resolve("solera.virtualserver-shop.cfg"), "listen = 127.0.0.1:80\npool = web\n");
        admin.change("solera.pool~ghost", Map.of("real.a", "10.0.0.1:80"));
        admin.change("org.apache.karaf.log", Map.of("size", "500"));
        PluginTable plugins = new PluginTable();
        plugins.add(FakeScheduler.inTurn("roundrobin"), "");
        plugins.add(new FakeChecker("http"), "");
        bridge = new ConfigAdminBridge(admin);
        engine = new Engine(etc, folder.resolve("data"), plugins, Clock.systemUTC(), e -> {}, bridge::publish);
        bridge.connect(engine);
        admin.listener = bridge;
        engine.start();
        eventually(() -> assertThat(admin.held()).containsKey("solera.virtualserver~shop"));
    }

    @AfterEach
    void stop() {
        bridge.close();
        engine.close();
    }

    @Test
    void configAdminHoldsTheSetInForceLetterByLetterAndNoGhosts() {
        assertThat(admin.held())
                .containsOnlyKeys("org.apache.karaf.log", "solera.pool~web", "solera.virtualserver~shop")
                .containsEntry("solera.pool~web", WEB_KEYS);
    }

    @Test
    void aCommandIsPublished() {
        engine.editFile(
                "solera.pool-web.cfg", new Caller("jane", "shell"), before -> WEB.replace("weight=2", "weight=3")
                        .getBytes(StandardCharsets.UTF_8));
        eventually(
                () -> assertThat(admin.held().get("solera.pool~web")).containsEntry("real.a", "10.0.0.1:80 weight=3"));
    }

    @Test
    void aForeignChangeEditsTheFileAndLeavesOtherLinesAlone() {
        admin.change("solera.pool~web", webWith("real.a", "10.0.0.1:80 weight=5"));
        eventually(() -> assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB.replace("weight=2", "weight=5")));
        eventually(() -> assertThat(inForce("solera.pool-web.cfg")).isEqualTo(WEB.replace("weight=2", "weight=5")));
        admin.change("solera.pool~web", webWith("check.path", "/\\\\${y} ü"));
        eventually(() -> assertThat(file("solera.pool-web.cfg")).contains("check.path = /\\\\${y} ü\n"));
    }

    @Test
    void aForeignChangeThatIsWrongIsTakenBackInConfigAdminAndNeverWritten() {
        Map<String, String> wrong = webWith("retries", "many");
        admin.change("solera.pool~web", wrong);
        eventually(() -> assertThat(admin.held()).containsEntry("solera.pool~web", WEB_KEYS));
        admin.change("solera.pool~web", webWith("real.a", "10.0.0.1:80\nretries = 7"));
        eventually(() -> assertThat(admin.held()).containsEntry("solera.pool~web", WEB_KEYS));
        assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB);
    }

    @Test
    void aConfigurationWithoutKeysIsNoEdit() {
        admin.change("solera.pool~web", Map.of());
        eventually(() -> assertThat(admin.held()).containsEntry("solera.pool~web", WEB_KEYS));
        assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB);
    }

    @Test
    void aForeignNewConfigurationBecomesAFileAndADeletedOneTakesItsFileWithIt() {
        admin.change("solera.pool~new", Map.of("real.a", "10.0.0.9:80"));
        eventually(() -> assertThat(file("solera.pool-new.cfg")).isEqualTo("real.a = 10.0.0.9:80\n"));
        admin.delete("solera.pool~new");
        eventually(() -> assertThat(etc.resolve("solera.pool-new.cfg")).doesNotExist());
    }

    @Test
    void aForeignDeletionThatWouldBeWrongIsTakenBack() {
        admin.delete("solera.pool~web");
        eventually(() -> assertThat(admin.held()).containsEntry("solera.pool~web", WEB_KEYS));
        assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB);
    }

    @Test
    void aNewConfigurationOfNoKindOfOursIsLeftUntilTheNextSet() {
        admin.change("solera.unheard~of", Map.of("a", "b"));
        admin.change("solera.pool~web", webWith("real.a", "10.0.0.1:80 weight=5"));
        eventually(() -> assertThat(admin.held()).doesNotContainKey("solera.unheard~of"));
        assertThat(etc.resolve("solera.unheard-of.cfg")).doesNotExist();
    }

    @Test
    void aFileThatKarafHasWrittenOverIsPutRightWithItsComments() throws IOException {
        Map<String, String> changed = webWith("real.a", "10.0.0.1:80 weight=5");
        StringBuilder karafs = new StringBuilder();
        changed.forEach((key, value) -> karafs.append(key)
                .append(" = ")
                .append(value.replace("\\", "\\\\"))
                .append('\n'));
        Files.writeString(etc.resolve("solera.pool-web.cfg"), karafs);
        Map<String, String> withFile = new TreeMap<>(changed);
        withFile.put("felix.fileinstall.filename", "file:" + etc.resolve("solera.pool-web.cfg"));
        admin.change("solera.pool~web", withFile);
        eventually(() -> assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB.replace("weight=2", "weight=5")));
        eventually(() -> assertThat(admin.held().get("solera.pool~web"))
                .containsEntry("real.a", "10.0.0.1:80 weight=5")
                .doesNotContainKey("felix.fileinstall.filename"));
    }

    @Test
    void aForeignChangeAtTheMomentOfAnotherOneIsNotUndone() {
        for (int port = 100; port < 120; port++) {
            String listen = "127.0.0.1:" + port;
            String weight = "weight=" + port;
            engine.editFile(
                    "solera.pool-web.cfg", new Caller("jane", "shell"), before -> WEB.replace("weight=2", weight)
                            .getBytes(StandardCharsets.UTF_8));
            admin.change("solera.virtualserver~shop", Map.of("listen", listen, "pool", "web"));
            admin.change("solera.pool~n" + port, Map.of("real.a", "10.0.0.9:80"));
            eventually(() -> assertThat(file("solera.virtualserver-shop.cfg")).contains(listen));
            Path added = etc.resolve("solera.pool-n" + port + ".cfg");
            eventually(() -> assertThat(added).hasContent("real.a = 10.0.0.9:80"));
        }
    }

    @Test
    void aNewFileThatIsLookedAtWhileItIsReadKeepsItsKeys() {
        String text = "# new\nreal.a = 10.0.0.9:80\n";
        admin.listener = event -> {};
        admin.change("solera.pool~odd", Map.of());
        engine.editFile(
                "solera.pool-odd.cfg", new Caller("jane", "shell"), before -> text.getBytes(StandardCharsets.UTF_8));
        publishedUpToHere(81);
        assertThat(admin.held()).containsEntry("solera.pool~odd", Map.of());

        admin.listener = bridge;
        admin.tellAgain("solera.pool~odd");
        eventually(() -> assertThat(admin.held()).containsEntry("solera.pool~odd", Map.of("real.a", "10.0.0.9:80")));
        assertThat(file("solera.pool-odd.cfg")).isEqualTo(text);
        assertThat(inForce("solera.pool-odd.cfg")).isEqualTo(text);
    }

    @Test
    void aForeignChangeOfAFileThatHasChangedMeanwhileKeepsBoth() {
        admin.listener = event -> {};
        admin.change("solera.pool~web", webWith("retries", "7"));
        engine.editFile("solera.pool-web.cfg", new Caller("jane", "shell"), before -> (WEB + "slowstart.ms = 5\n")
                .getBytes(StandardCharsets.UTF_8));
        publishedUpToHere(82);

        admin.listener = bridge;
        admin.tellAgain("solera.pool~web");
        eventually(() -> assertThat(file("solera.pool-web.cfg")).isEqualTo(WEB + "slowstart.ms = 5\nretries = 7\n"));
        eventually(() -> assertThat(admin.held().get("solera.pool~web"))
                .containsEntry("slowstart.ms", "5")
                .containsEntry("retries", "7"));
    }

    @Test
    void lookingMakesNoConfiguration() {
        admin.tellAgain("solera.pool~odd");
        admin.change("solera.pool~empty", Map.of());
        publishedUpToHere(83);
        eventually(() -> assertThat(admin.held()).doesNotContainKey("solera.pool~empty"));
        assertThat(admin.made()).containsExactlyInAnyOrder("solera.pool~web", "solera.virtualserver~shop");
    }

    @Test
    void whatIsPublishedDoesNotComeBackAsAChange() {
        engine.editFile(
                "solera.pool-web.cfg", new Caller("jane", "shell"), before -> WEB.replace("weight=2", "weight=3")
                        .getBytes(StandardCharsets.UTF_8));
        admin.change("solera.virtualserver~shop", Map.of("listen", "127.0.0.1:81", "pool", "web"));
        eventually(() -> assertThat(file("solera.virtualserver-shop.cfg")).contains(":81"));
        eventually(() -> assertThat(folder.resolve("data/sets/00000003")).exists());
        assertThat(folder.resolve("data/sets/00000004")).doesNotExist();
    }

    /** Lets everything that the bridge has been handed be done, by a change that is seen when it is. */
    private void publishedUpToHere(int port) {
        String listen = "127.0.0.1:" + port;
        engine.editFile("solera.virtualserver-shop.cfg", new Caller("jane", "shell"), before -> ("listen = " + listen
                        + "\npool = web\n")
                .getBytes(StandardCharsets.UTF_8));
        eventually(
                () -> assertThat(admin.held().get("solera.virtualserver~shop")).containsEntry("listen", listen));
    }

    private static Map<String, String> webWith(String key, String value) {
        Map<String, String> keys = new TreeMap<>();
        WEB_KEYS.forEach((k, v) -> keys.put(k, (String) v));
        keys.put(key, value);
        return keys;
    }

    private String file(String name) {
        try {
            return Files.readString(etc.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String inForce(String name) {
        return new String(engine.bytesInForce(name), StandardCharsets.UTF_8);
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }
}
