package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.solera.itests.appliance.Appliance;
import dev.solera.itests.appliance.Appliance.Outcome;
import dev.solera.testkit.Manual;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell, JMX over HTTP and SSH: what they show is documented, what they change holds, and nobody gets in without a login. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class ManagementIT {
    private static final String WEB1 = "solera:type=RealServer,pool=web,name=web1";
    private static final String VIEWER_PASSWORD = "sees-and-touches-nothing";

    private Site site;
    private Jolokia admin;
    private Jolokia viewer;

    @BeforeAll
    void start() throws IOException, GeneralSecurityException {
        site = Site.with(2);
        Path etc = site.appliance().etc();
        Files.writeString(
                etc.resolve("users.properties"),
                "ann = " + hash(VIEWER_PASSWORD) + ",_g_:viewergroup\n",
                StandardOpenOption.APPEND);
        int port = site.appliance().httpPort();
        admin = new Jolokia(port, "admin", adminPassword());
        viewer = new Jolokia(port, "ann", VIEWER_PASSWORD);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void everyServerIsReadyAndOfWeightOne() {
        for (String real : List.of("web1", "web2")) {
            done("lb:ready web/" + real);
            done("lb:set-weight web/" + real + " 1");
        }
    }

    // ---- what is shown

    @ParameterizedTest
    @ValueSource(strings = {"lb:list", "lb:list-pools", "vip:list", "check:list", "lb:schedulers", "solera:status"})
    void aListAsJsonIsAnArrayWithTheFieldsOfTheManual(String command) {
        JsonNode rows = site.json(command);
        assertThat(rows.isArray()).isTrue();
        assertThat(rows).isNotEmpty();
        Manual manual = Manual.page("shell.md");
        List<String> documented = new ArrayList<>(names(manual, command));
        if (rows.get(0).has("queue")) {
            documented.addAll(names(manual, "Counters"));
        }
        if (rows.get(0).has("connectionsPerSecond")) {
            documented.addAll(names(manual, "Rates"));
        }
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(documented);
        }
    }

    @Test
    void everyRealServerIsReadInOneCallByTheNameItWasRegisteredWith() {
        JsonNode answer = admin.get("read/solera:type=RealServer,*");
        assertThat(answer.path("status").asInt()).isEqualTo(200);
        assertThat(answer.path("value").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(WEB1, "solera:type=RealServer,pool=web,name=web2");
        assertThat(answer.path("value").path(WEB1).fieldNames())
                .toIterable()
                .contains(
                        "Name",
                        "Address",
                        "AdminState",
                        "Health",
                        "Weight",
                        "ActiveConnections",
                        "Requests",
                        "BytesIn",
                        "BytesOut",
                        "LastCheck");
    }

    @Test
    void whatTheShellShowsIsWhatJmxShows() throws IOException {
        try (Client client = new Client(site.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        for (JsonNode bean : admin.get("read/solera:type=RealServer,*").path("value")) {
            String name = bean.path("Name").asText();
            assertThat(site.real(name, "address"))
                    .isEqualTo(bean.path("Address").asText());
            assertThat(site.real(name, "health"))
                    .isEqualTo("UP")
                    .isEqualTo(bean.path("Health").asText());
            assertThat(site.real(name, "requests"))
                    .isEqualTo(bean.path("Requests").asText());
        }
    }

    // ---- who may

    @Test
    void nobodyIsLetInWithoutALogin() {
        assertThat(admin.httpStatus("read/solera:type=Appliance", true)).isEqualTo(200);
        assertThat(admin.httpStatus("read/solera:type=Appliance", false)).isEqualTo(401);
        Jolokia karaf = new Jolokia(site.appliance().httpPort(), "karaf", "karaf");
        assertThat(karaf.httpStatus("version", true)).isEqualTo(401);
    }

    @Test
    void aViewerReadsAndChangesNothing() {
        assertThat(viewer.get("read/" + WEB1 + "/Health").path("value").asText())
                .isEqualTo("UP");
        for (JsonNode refused : List.of(
                viewer.exec(WEB1, "drain", "", 0),
                viewer.exec(WEB1, "setWeight", 7),
                viewer.exec("solera:type=Pool,name=web", "removeReal", "web1"),
                viewer.exec("java.lang:type=Memory", "gc"),
                viewer.get("read/java.lang:type=Runtime/SystemProperties"))) {
            assertThat(refused.path("status").asInt()).as("%s", refused).isEqualTo(403);
        }
        assertThat(site.real("web1", "adminState")).isEqualTo("READY");
        assertThat(site.real("web1", "weight")).isEqualTo("1");
    }

    @Test
    void notEvenAnAdminChangesByGetOrWritesAnAttribute() {
        assertThat(admin.get("exec/" + WEB1 + "/drain/none/0").path("status").asInt())
                .isEqualTo(403);
        assertThat(admin.get("write/" + WEB1 + "/Weight/7").path("status").asInt())
                .isEqualTo(403);
        assertThat(site.real("web1", "adminState")).isEqualTo("READY");
    }

    @Test
    void sshTakesTheKeyMadeAtFirstStartAndNoDefaultUser() throws IOException {
        Ssh ssh = new Ssh(site.appliance());
        Outcome byKey = ssh.withKey("lb:list --no-format");
        assertThat(byKey.code()).as("%s", byKey).isZero();
        assertThat(byKey.out()).startsWith("web\thttp\tproxy\t");
        Outcome byPassword = ssh.withPassword("admin", adminPassword(), "lb:list --no-format");
        assertThat(byPassword.out()).as("%s", byPassword).isEqualTo(byKey.out());
        Outcome karaf = ssh.withPassword("karaf", "karaf", "lb:list");
        assertThat(karaf.code()).as("%s", karaf).isEqualTo(255);
        assertThat(karaf.err()).contains("Permission denied");
    }

    @Test
    void aViewerOverSshSeesAndChangesNothing() {
        Ssh ssh = new Ssh(site.appliance());
        Outcome sees = ssh.withPassword("ann", VIEWER_PASSWORD, "lb:list --no-format");
        assertThat(sees.out()).as("%s", sees).startsWith("web\thttp\tproxy\t");
        Outcome touches = ssh.withPassword("ann", VIEWER_PASSWORD, "lb:drain web/web1");
        assertThat(touches.code()).as("%s", touches).isNotZero();
        assertThat(site.real("web1", "adminState")).isEqualTo("READY");
    }

    // ---- exit codes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | lb:list",
                "0 | check:run web/web1",
                "1 | lb:show nothing",
                "1 | lb:drain web/nobody",
                "1 | lb:add web mode=http listen=127.0.0.1:1 pool=web",
                "2 | lb:nothing",
                "2 | lb:drain",
                "2 | lb:list --colour",
                "2 | lb:set-weight web/web1 300"
            })
    void theExitCodeSaysWhatHappened(int code, String command) {
        Outcome outcome = site.appliance().sh(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isEqualTo(code);
        assertThat(outcome.err().isBlank()).as("%s: %s", command, outcome).isEqualTo(code == 0);
    }

    // ---- what is changed

    @ParameterizedTest
    @CsvSource({"drain,DRAIN", "maint,MAINT"})
    void anAdminStateHoldsUntilItIsSetAgain(String verb, String state) {
        done("lb:" + verb + " web/web1 --reason 'new kernel'");
        assertThat(site.real("web1", "adminState")).isEqualTo(state);
        assertThat(site.real("web1", "noteWhy")).isEqualTo("new kernel");
        changed(admin.exec(WEB1, "ready", "", 0));
        assertThat(site.real("web1", "adminState")).isEqualTo("READY");
        changed(admin.exec(WEB1, verb, "by hand", 0));
        assertThat(site.real("web1", "adminState")).isEqualTo(state);
        assertThat(site.real("web1", "noteWho")).isEqualTo("admin");
        done("lb:ready web/web1");
        assertThat(site.real("web1", "adminState")).isEqualTo("READY");
        site.awaitUp(2);
    }

    @Test
    void aDrainedServerGetsNoRequest() throws IOException {
        done("lb:drain web/web1");
        for (int i = 0; i < 10; i++) {
            try (Client client = new Client(site.port())) {
                assertThat(client.get("/").header("x-server")).isEqualTo("web2");
            }
        }
    }

    @Test
    void aWeightIsWrittenToTheFileAndATemporaryOneIsNot() {
        done("lb:set-weight web/web1 5");
        assertThat(site.file("solera.pool-web.cfg"))
                .contains("real.web1 = 127.0.0.1:")
                .contains(" weight=5");
        String file = site.file("solera.pool-web.cfg");
        done("lb:set-weight --temporary --for 600 web/web1 9");
        assertThat(site.real("web1", "weight")).isEqualTo("9");
        assertThat(site.real("web1", "configuredWeight")).isEqualTo("5");
        changed(admin.exec(WEB1, "setTemporaryWeight", 8, 0));
        assertThat(site.real("web1", "weight")).isEqualTo("8");
        assertThat(site.file("solera.pool-web.cfg")).isEqualTo(file);
        changed(admin.exec(WEB1, "setWeight", 3));
        assertThat(site.real("web1", "weight")).isEqualTo("3");
        assertThat(site.file("solera.pool-web.cfg")).contains(" weight=3");
        JsonNode refused = admin.exec(WEB1, "setWeight", 257);
        assertThat(refused.path("status").asInt()).isEqualTo(400);
        assertThat(refused.path("error").asText()).contains("weight: 257 (expected: 0..256 on data plane proxy)");
    }

    @Test
    void whatHoldsForATimeEndsByItself() {
        done("lb:set-weight web/web1 0 --temporary=1");
        done("lb:drain web/web2 --for 1");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> site.real("web1", "weight").equals("1")
                        && site.real("web2", "adminState").equals("READY"));
    }

    @Test
    void whatAnOperatorSaidSurvivesARestart() {
        done("lb:drain web/web1 --reason 'new kernel'");
        changed(admin.exec("solera:type=RealServer,pool=web,name=web2", "setTemporaryWeight", 7, 3600));
        done("lb:set-weight web/web1 4");

        assertThat(site.appliance().launcher("stop").code()).isZero();
        site.appliance().start();

        assertThat(site.real("web1", "adminState")).isEqualTo("DRAIN");
        assertThat(site.real("web1", "noteWhy")).isEqualTo("new kernel");
        assertThat(site.real("web1", "weight")).isEqualTo("4");
        assertThat(site.real("web2", "weight")).isEqualTo("7");
        assertThat(site.real("web2", "configuredWeight")).isEqualTo("1");
        site.awaitUp(2);
    }

    @Test
    void aVirtualServerIsAddedAndRemoved() throws IOException {
        int port = Appliance.freePort();
        done("lb:add extra mode=http listen=127.0.0.1:" + port + " pool=web");
        try (Client client = new Client(port)) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        assertThat(site.file("solera.virtualserver-extra.cfg"))
                .isEqualTo("mode = http\nlisten = 127.0.0.1:" + port + "\npool = web\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> admin.get("read/solera:type=VirtualServer,name=extra/State")
                .path("value")
                .asText()
                .equals("UP"));

        done("lb:remove extra");
        assertThat(site.appliance().etc().resolve("solera.virtualserver-extra.cfg"))
                .doesNotExist();
        assertThat(site.json("lb:list").findValuesAsText("name")).containsExactly("web");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> admin.get("read/solera:type=VirtualServer,name=extra/State")
                                .path("status")
                                .asInt()
                        == 404);
    }

    @Test
    void theExamplesAreInOrder() {
        Outcome outcome = site.appliance()
                .launcher("check", site.appliance().etc().resolve("examples").toString());
        assertThat(outcome.code()).as("%s", outcome).isZero();
    }

    private void done(String command) {
        Outcome outcome = site.appliance().sh(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isZero();
    }

    private static void changed(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        assertThat(answer.path("value").path("summary").asText()).isNotBlank();
        assertThat(answer.path("value").path("notPersisted").isNull()).isTrue();
    }

    private static List<String> names(Manual manual, String heading) {
        return manual.rows(heading).stream().map(row -> row.code(0).get(0)).toList();
    }

    private String adminPassword() throws IOException {
        return Files.readString(site.appliance().etc().resolve("solera.admin.password"))
                .strip();
    }

    /** The form in which a password stands in users.properties: SHA-256 in hexadecimal, marked. */
    private static String hash(String password) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
        return "{CRYPT}" + HexFormat.of().withUpperCase().formatHex(digest) + "{CRYPT}";
    }
}
