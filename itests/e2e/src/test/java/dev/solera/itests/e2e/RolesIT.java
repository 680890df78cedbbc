package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.solera.testkit.Manual;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Who may call what over HTTP, asked of every operation that the running appliance has. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class RolesIT {
    private static final List<String> ROLES = List.of("viewer", "manager", "admin");
    private static final int DENIED = 403;

    private Site site;
    private final Map<String, Jolokia> users = new HashMap<>();

    @BeforeAll
    void start() throws IOException, GeneralSecurityException {
        site = Site.with(1);
        Path file = site.appliance().etc().resolve("users.properties");
        for (String role : ROLES) {
            Files.writeString(
                    file,
                    "of-" + role + " = " + hash("password of " + role) + ",_g_:" + role + "group\n",
                    StandardOpenOption.APPEND);
            users.put(role, new Jolokia(site.appliance().httpPort(), "of-" + role, "password of " + role));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> users.get("admin").httpStatus("version", true) == 200);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void everyOperationIsAllowedAsTheManualSaysAndDeniedToEverybodyElse() {
        Map<String, String> operations = operations();
        assertThat(operations).hasSizeGreaterThan(10);
        for (String role : ROLES) {
            ArrayNode requests = JsonNodeFactory.instance.arrayNode();
            operations.keySet().forEach(operation -> requests.add(call(operation)));
            Iterator<JsonNode> answers = users.get(role).post(requests).iterator();
            operations.forEach((operation, needed) -> {
                int status = answers.next().path("status").asInt();
                // With the wrong number of arguments none is run: what counts is who gets as far as that.
                if (ROLES.indexOf(role) >= ROLES.indexOf(needed)) {
                    assertThat(status).as("%s as %s", operation, role).isNotIn(DENIED, 200);
                } else {
                    assertThat(status).as("%s as %s", operation, role).isEqualTo(DENIED);
                }
            });
        }
    }

    @Test
    void nobodyReachesAnotherProcessThroughTheAppliance() {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("type", "read").put("mbean", "java.lang:type=Memory");
        request.putObject("target").put("url", "service:jmx:rmi:///jndi/rmi://127.0.0.1:1/jmxrmi");
        JsonNode answer = users.get("admin").post(request);
        assertThat(answer.path("status").asInt()).as("%s", answer).isIn(400, DENIED);
        assertThat(answer.toString()).doesNotContain("Connection refused");
    }

    @Test
    void everyChangeIsInTheAuditLogWithWhoAndFromWhereAndSoIsOneThatWasRefused() {
        assertThat(site.appliance().sh("lb:set-weight web/web1 7").code()).isZero();
        assertThat(site.appliance().sh("lb:set-weight web/none 7").code()).isEqualTo(1);
        JsonNode answer = users.get("manager").exec("solera:type=RealServer,pool=web,name=web1", "setWeight", 8);
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        Path log = site.appliance().home().resolve("data/log/audit.log");
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(log)
                .content()
                .contains("from shell: setWeight web/web1 7 done: weight of web/web1 is 7")
                .contains("from shell: setWeight web/none 7 refused: no real server web/none")
                .contains("of-manager from jmx: setWeight web/web1 8 done"));
    }

    /** Returns each operation of the running appliance, {@code bean operation}, with the role that the manual says. */
    private Map<String, String> operations() {
        JsonNode beans = users.get("admin").get("list/solera").path("value");
        assertThat(beans.isObject()).as("%s", beans).isTrue();
        Map<String, String> operations = new TreeMap<>();
        beans.properties().forEach(bean -> {
            String type = bean.getKey().replaceFirst("^type=([^,]+).*", "$1");
            Map<String, String> documented = new HashMap<>();
            Manual.page("jmx.md").rows(type).stream()
                    .filter(row -> row.code(0).get(0).endsWith(")"))
                    .forEach(row -> documented.put(
                            row.code(0).get(0).replaceFirst("\\(.*", ""),
                            row.code(1).get(0)));
            bean.getValue().path("op").fieldNames().forEachRemaining(operation -> {
                assertThat(documented).as(type).containsKey(operation);
                operations.put("solera:" + bean.getKey() + " " + operation, documented.get(operation));
            });
        });
        return operations;
    }

    private static ObjectNode call(String operation) {
        int blank = operation.lastIndexOf(' ');
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("type", "exec")
                .put("mbean", operation.substring(0, blank))
                .put("operation", operation.substring(blank + 1));
        ArrayNode arguments = request.putArray("arguments");
        for (int i = 0; i < 9; i++) {
            arguments.add("too many");
        }
        return request;
    }

    /** As Karaf's jaas module stores it. */
    private static String hash(String password) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
        return "{CRYPT}" + HexFormat.of().withUpperCase().formatHex(digest) + "{CRYPT}";
    }
}
