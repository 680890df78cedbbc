package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.solera.api.ApplianceException;
import dev.solera.api.CheckResult;
import dev.solera.testkit.FakeAppliance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Shell shell = new Shell();

    @Test
    void virtualServersAreATable() throws Exception {
        assertThat(shell.run(new LbList()))
                .isEqualTo(
                        """
                Name | Mode | Plane | Listens on    | Pool | State | Active (flows) | Total (flows) | Requests | Error
                -----+------+-------+---------------+------+-------+----------------+---------------+----------+------
                shop | http | proxy | 192.0.2.10:80 | web  | UP    |              3 |            11 |       13 | -
                """);
    }

    @Test
    void realServersAreSortedWhateverTheOrderOfTheFile() throws Exception {
        assertThat(shell.run(new LbListPools(), "--no-format"))
                .isEqualTo(
                        """
                web\tweb1\t10.0.0.1:80\tREADY\tUP\tSERVING\t60\t1\t0.5\t3\t7\t9\tL7OK
                web\tweb2\t10.0.0.2:80\tREADY\tDOWN\tOUT\t60\t2\t0\t0\t4\t4\tL7STS: status 503 (expected 200-299)
                """);
    }

    @Test
    void jsonOfARealServerHasTheNamesOfItsMBean() throws Exception {
        JsonNode rows = json(shell.run(new LbListPools(), "--json"));

        assertThat(rows.isArray()).isTrue();
        JsonNode web1 = rows.get(0);
        List<String> names = new ArrayList<>();
        web1.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .contains(
                        "pool",
                        "name",
                        "address",
                        "adminState",
                        "health",
                        "weight",
                        "effectiveWeight",
                        "activeConnections",
                        "totalConnections",
                        "requests",
                        "bytesIn",
                        "bytesOut",
                        "errors",
                        "queue",
                        "lastCheck",
                        "lastCheckCode",
                        "lastCheckMillis",
                        "sinceMillis");
        assertThat(web1.get("name").asText()).isEqualTo("web1");
        assertThat(web1.get("effectiveWeight").asDouble()).isEqualTo(0.5);
        assertThat(web1.get("lastCheckCode").asInt()).isEqualTo(200);
        assertThat(rows.get(1).get("lastCheck").asText()).isEqualTo("L7STS: status 503 (expected 200-299)");
    }

    @Test
    void everyListAndViewIsAJsonArray() throws Exception {
        assertThat(json(shell.run(new LbList(), "--json"))
                        .get(0)
                        .get("listeners")
                        .get(0)
                        .asText())
                .isEqualTo("192.0.2.10:80");
        assertThat(json(shell.run(new LbStats(), "--json"))).hasSize(4);
        assertThat(json(shell.run(new LbSchedulers(), "--json"))
                        .get(0)
                        .get("provider")
                        .isNull())
                .isTrue();
        assertThat(json(shell.run(new CheckList(), "--json")).get(0).get("name").asText())
                .isEqualTo("main");
        assertThat(json(shell.run(new VipList(), "--json")).get(0).get("local").asBoolean())
                .isTrue();
        assertThat(json(shell.run(new VipShow(), "web", "--json"))).hasSize(1);
        assertThat(json(shell.run(new LbShow(), "web", "--json")).get(0).get("members"))
                .hasSize(2);
        assertThat(json(shell.run(new LbShow(), "--json", "web/web1"))
                        .get(0)
                        .get("type")
                        .asText())
                .isEqualTo("RealServer");
        assertThat(json(shell.run(new SoleraStatus(), "--json"))
                        .get(0)
                        .get("set")
                        .asInt())
                .isEqualTo(12);
    }

    @Test
    void otherListsAreTables() throws Exception {
        assertThat(shell.run(new VipList()))
                .isEqualTo(
                        """
                Name | Address       | Local | State  | Interface | Instance | Since (s) | Listeners
                -----+---------------+-------+--------+-----------+----------+-----------+------------
                web  | 192.0.2.10/24 | yes   | MASTER | eth0      | front    |      3600 | shop:80/tcp
                """);
        assertThat(shell.run(new LbSchedulers()))
                .isEqualTo(
                        """
                Name       | Provider                    | Pools
                -----------+-----------------------------+------
                random     | not installed               | web
                roundrobin | dev.solera.schedulers 0.1.0 | -
                """);
        assertThat(shell.run(new LbStats(), "--no-format"))
                .isEqualTo(
                        """
                VirtualServer\tshop\t3\t11\t13\t110\t1100\t1\t1\t2
                Pool\tweb\t3\t11\t13\t110\t1100\t1\t1\t2
                RealServer\tweb/web1\t3\t7\t9\t70\t700\t0\t1\t0
                RealServer\tweb/web2\t0\t4\t4\t40\t400\t1\t0\t2
                """);
        assertThat(shell.run(new CheckList())).startsWith("Real     | Check | Type | Health | Streak | Interval (ms)");
    }

    @Test
    void statusSaysWhatIsWrong() throws Exception {
        assertThat(shell.run(new SoleraStatus()))
                .isEqualTo(
                        """
                Version        0.1.0
                Node           lb1
                Started        2025-01-02T10:00:00Z (2 h ago)
                Set            12, applied 2025-01-02T11:59:30Z (30 s ago)
                Data planes    proxy: epoll, 2 event loops, 3 MB of buffers
                VRRP           in this process, pcap, SCHED_RR
                Checkers       http tcp
                Problems       solera.pool-web.cfg:3: real.web1: x (expected: address:port)
                Not persisted  real.web4 in solera.pool-web.cfg: read-only file system
                Refused        none
                Limits         no CAP_NET_ADMIN: addresses are not bound
                Waiting        not applied: solera.pool-web.cfg (solera:plan shows what they change)
                Stuck          none
                """);
    }

    @Test
    void aChangePrintsTheResultingRowAndNamesItsCaller() throws Exception {
        assertThat(shell.run(new LbDrain(), "web/web1", "--reason", "new kernel", "--for", "60"))
                .startsWith("DRAIN web/web1 new kernel PT1M\nPool | Real | Address")
                .contains("\nweb  | web1 | 10.0.0.1:80 |");
        assertThat(shell.appliance.calls).containsExactly("ann@shell DRAIN web/web1 new kernel PT1M");
    }

    @Test
    void flowsInProgressMayBeGivenATimeAndAnEnd() throws Exception {
        shell.run(new LbDrain(), "web/web1", "--timeout", "300");
        shell.run(new LbMaint(), "web/web1", "--timeout=60", "--then", "keep");
        assertThat(shell.appliance.calls)
                .containsExactly(
                        "ann@shell DRAIN web/web1  null, flows closed after PT5M",
                        "ann@shell MAINT web/web1  null, flows kept after PT1M");
        refused(new LbDrain(), "--then: cut (expected: close or keep)", "web/web1", "--timeout=60", "--then=cut");
        refused(new LbDrain(), "--then: keep (expected: with --timeout)", "web/web1", "--then=keep");
        refused(new LbDrain(), "--timeout: -1 (expected: seconds, 0 or more)", "web/web1", "--timeout=-1");
    }

    @Test
    void optionsMayStandOnEitherSideOfTheArguments() throws Exception {
        shell.run(new LbMaint(), "--reason=disk", "web/web1");
        shell.run(new LbReady(), "web/web1", "--for=5");
        shell.run(new LbSetWeight(), "web/web1", "7");
        shell.run(new LbSetWeight(), "web/web1", "8", "--temporary");
        shell.run(new LbSetWeight(), "web/web1", "9", "--temporary=30");
        shell.run(new LbSetWeight(), "--temporary", "--for", "40", "web/web1", "10");
        shell.run(new LbAddReal(), "web/web4", "10.0.0.4:80", "--weight", "3", "--backup", "--maxconn=9");
        shell.run(new LbRemoveReal(), "web/web4");

        assertThat(shell.appliance.calls)
                .containsExactly(
                        "ann@shell MAINT web/web1 disk null",
                        "ann@shell READY web/web1  PT5S",
                        "ann@shell set-weight web/web1 7",
                        "ann@shell set-temporary-weight web/web1 8 null",
                        "ann@shell set-temporary-weight web/web1 9 PT30S",
                        "ann@shell set-temporary-weight web/web1 10 PT40S",
                        "ann@shell add-real web/web4 10.0.0.4:80 weight=3 maxconn=9 backup",
                        "ann@shell remove-real web/web4");
    }

    @Test
    void aVirtualServerIsAddedWithItsKeysInOrderAndRemoved() throws Exception {
        assertThat(json(shell.run(new LbAdd(), "api", "mode=http", "listen.plain=web:80", "pool=web", "--json"))
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("api");
        assertThat(shell.run(new LbRemove(), "api")).isEqualTo("remove api\n");
        assertThat(shell.appliance.calls)
                .containsExactly(
                        "ann@shell add api {mode=http, listen.plain=web:80, pool=web}", "ann@shell remove api");
    }

    @Test
    void aChangeThatIsNotPersistedPrintsItsRowAndFails() {
        shell.appliance.notPersisted = "read-only file system";

        assertThatThrownBy(() -> shell.run(new LbSetWeight(), "web/web1", "7", "--no-format"))
                .isInstanceOf(NotPersistedException.class)
                .hasMessage("not persisted: read-only file system");
        assertThat(shell.printed).startsWith("web\tweb1\t");
    }

    @Test
    void wrongArgumentsSayWhatWasExpected() {
        refused(new LbDrain(), "real server: web1 (expected: pool/real)", "web1");
        refused(new LbSetWeight(), "weight: 257 (expected: 0..256)", "web/web1", "257");
        refused(new LbDrain(), "--for: -1 (expected: seconds, 0 or more)", "web/web1", "--for=-1");
        refused(new LbDrain(), "--for: soon (expected: a whole number)", "web/web1", "--for", "soon");
        refused(new LbDrain(), "option: --for (expected: --for value)", "web/web1", "--for");
        refused(new LbAddReal(), "address: web.example (expected: an IPv4 or IPv6 address)", "web/a", "web.example:80");
        refused(
                new LbAdd(),
                "listen: missing (expected: at least mode=, listen= and pool=)",
                "a",
                "mode=http",
                "pool=web");
        refused(
                new LbReady(),
                "option: --force (expected: --for, --json, --no-format, --reason)",
                "web/web1",
                "--force");
        assertThatThrownBy(() -> shell.run(new LbDrain())).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> shell.run(new LbShow(), "nobody"))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("name: nobody (expected: a virtual server, a pool or pool/real)");
        assertThatThrownBy(() -> shell.run(new CheckList(), "--pool", "nobody"))
                .hasMessage("pool: nobody (expected: one of web)");
        assertThat(shell.appliance.calls).isEmpty();
    }

    @Test
    void aCheckIsRunNowAndItsResultShown() throws Exception {
        shell.appliance.result = CompletableFuture.completedFuture(FakeAppliance.fail());

        assertThat(shell.run(new CheckRun(), "web/web1", "main", "--no-format"))
                .isEqualTo("web/web1\tmain\tFAIL\tL7STS\t503\t4\tstatus 503 (expected 200-299)\n");
        assertThat(json(shell.run(new CheckRun(), "web/web1", "--json"))
                        .get(0)
                        .get("outcome")
                        .asText())
                .isEqualTo("FAIL");
        assertThat(shell.appliance.calls).containsExactly("check web/web1 main", "check web/web1 main");
        assertThatThrownBy(() -> shell.run(new CheckRun(), "web/web1", "other"))
                .hasMessage("check: other (expected: one of check:list --pool web)");
    }

    @Test
    void textFromServersCannotDriveTheTerminal() throws Exception {
        shell.appliance.result = CompletableFuture.completedFuture(new CheckResult(
                CheckResult.Outcome.FAIL,
                "L7RSP",
                0,
                "got \u001b]0;owned\u0007\r\n\u202e\u009b2J",
                Duration.ofMillis(1)));

        assertThat(shell.run(new CheckRun(), "web/web1", "--no-format"))
                .isEqualTo("web/web1\tmain\tFAIL\tL7RSP\t0\t1\tgot \\x1b]0;owned\\x07\\x0d\\x0a\\u202e\\x9b2J\n");
        String text = shell.run(new CheckRun(), "web/web1", "--json");
        assertThat(text).matches("[\\x0a\\x20-\\x7e]*");
        assertThat(json(text).get(0).get("reason").asText()).isEqualTo("got \u001b]0;owned\u0007\r\n\u202e\u009b2J");
    }

    @Test
    void helpIsWrittenForEveryCommand() throws Exception {
        assertThat(shell.run(new LbSetWeight(), "--help")).contains("lb:set-weight web/web1 200 --temporary=60");
    }

    private void refused(org.apache.karaf.shell.api.action.Action command, String message, String... words) {
        assertThatThrownBy(() -> shell.run(command, words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aPlanIsShownInWordsAndOneThatCannotBeAppliedFails() throws Exception {
        assertThat(shell.run(new SoleraPlan()))
                .contains("Against set     12\n")
                .contains("Edits           real server web/web1 changed: weight 1 to 3 (3 connections)\n")
                .contains("Connections     3 in progress on what is changed or removed; they go on\n");
        shell.appliance.planProblems =
                List.of(new dev.solera.api.Problem("solera.pool-web.cfg", 3, "real.web1", "x", "address:port"));
        assertThatThrownBy(() -> shell.run(new SoleraPlan(), "/root/staged"))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("the files cannot be applied: 1 problem");
        assertThat(shell.printed)
                .contains("Problems        solera.pool-web.cfg:3: real.web1: x (expected: address:port)");
        assertThatThrownBy(() -> shell.run(new SoleraPlan(), "staged"))
                .hasMessage("folder: staged (expected: an absolute path)");
    }

    @Test
    void setsAreAppliedConfirmedAndUndoneByWhoAsks() throws Exception {
        shell.run(new SoleraApply(), "/root/staged", "--confirm", "120", "--force");
        shell.run(new SoleraConfirm());
        shell.run(new SoleraUndo());
        shell.run(new SoleraUndo(), "11");
        assertThat(shell.appliance.calls)
                .containsExactly(
                        "ann@shell apply /root/staged PT2M by force",
                        "ann@shell confirm",
                        "ann@shell undo null",
                        "ann@shell undo 11");
        assertThat(shell.printed).contains("jane").doesNotContain("pool web added");
        assertThatThrownBy(() -> shell.run(new SoleraUndo(), "x")).hasMessage("set: x (expected: the number of a set)");
        assertThat(shell.run(new SoleraHistory(), "--no-format").lines()).hasSize(2);
    }

    @Test
    void anExplanationSaysStepByStepWhereAFlowGoes() throws Exception {
        assertThat(shell.run(
                        new LbExplain(),
                        "shop",
                        "--src",
                        "192.0.2.7",
                        "--path",
                        "/cart",
                        "--header",
                        "host: a",
                        "--header=x:b"))
                .contains("GET /cart from 192.0.2.7 to shop, asked of proxy event loop 1")
                .contains("  2. pool web: scheduler roundrobin picks web1 of 1\n")
                .contains("  -> web/web1\n")
                .contains("is DOWN: check main: L7STS");
        assertThat(shell.appliance.calls).singleElement().asString().contains("{host=a, x=b}");
        shell.run(new LbExplain(), "--last", "5");
        assertThat(shell.appliance.calls).contains("last 5 null null");
        assertThatThrownBy(() -> shell.run(new LbExplain(), "shop", "--src", "here"))
                .hasMessage("--src: here (expected: an address)");
    }

    private static JsonNode json(String text) throws Exception {
        return STRICT.readTree(text);
    }
}
