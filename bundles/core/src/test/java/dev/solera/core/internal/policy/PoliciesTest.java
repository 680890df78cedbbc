package dev.solera.core.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.SecretSource;
import dev.solera.core.internal.model.Tolerated;
import dev.solera.spi.PlannedChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoliciesTest {
    @TempDir
    private Path folder;

    @Test
    void aPoolKeepsAServerThatIsUp() {
        String before = "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\ncheck = tcp\n";
        assertThat(up(before, "real.a = 10.0.0.1:80\ncheck = tcp\n", "web/a", "web/b"))
                .isEmpty();
        assertThat(up(before, "real.b = 10.0.0.2:80\ncheck = tcp\n", "web/a"))
                .containsExactly("pool web: 0 servers up (expected: at least 1; now 1)");
        assertThat(up(before, "real.a = 10.0.0.1:80 weight=0\nreal.b = 10.0.0.2:80\ncheck = tcp\n", "web/a"))
                .as("of weight 0")
                .hasSize(1);
        assertThat(up(before, "real.a = 10.0.0.9:80\ncheck = tcp\n", "web/a"))
                .as("another address is another server, not checked yet")
                .hasSize(1);
    }

    @Test
    void aPoolOfWhichNoneWasUpCannotGetWorse() {
        assertThat(up(
                        "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80\ncheck = tcp\n",
                        "real.b = 10.0.0.2:80\ncheck = tcp\n"))
                .isEmpty();
    }

    @Test
    void noPortTwiceAlsoOnAllAddresses() {
        OneListener policy = new OneListener();
        assertThat(policy.objections(listening("0.0.0.0:80", "192.0.2.1:80")))
                .containsExactly(
                        "virtual server v1: 192.0.2.1:80 (expected: a port that v0 has not, which listens on 0.0.0.0:80)");
        assertThat(policy.objections(listening("192.0.2.1:80", "192.0.2.2:80"))).isEmpty();
        assertThat(policy.objections(listening("0.0.0.0:80", "192.0.2.2:81"))).isEmpty();
    }

    @Test
    void aCertificateHasToBeValidForAWhile() throws Exception {
        Path keystore = folder.resolve("k.p12");
        Path pem = folder.resolve("shop.pem");
        Path keytool = Path.of(System.getProperty("java.home"), "bin/keytool");
        assumeTrue(Files.exists(keytool), "no keytool here");
        run(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=shop.example",
                "-validity",
                "30",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit");
        run(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-file",
                pem.toString(),
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit");
        String tls = "cert.shop = shop.pem\n";
        assertThat(certificates(tls, Duration.ZERO)).isEmpty();
        assertThat(certificates(tls, Duration.ofDays(20)))
                .hasSize(1)
                .allMatch(words -> words.startsWith("shop.pem: CN=shop.example ends "));
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        assertThat(certificates(tls, Duration.ZERO)).hasSize(1).allMatch(words -> words.startsWith("shop.pem: "));
    }

    private List<String> certificates(String tls, Duration later) {
        PlannedChange.State state = new PlannedChange.State(
                new TreeMap<>(),
                new TreeMap<>(),
                Map.of(),
                new TreeMap<>(Map.of("solera.tls-site.cfg", tls.getBytes(StandardCharsets.UTF_8))));
        return new CertificateAge(Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC))
                .objections(new PlannedChange(state, state, folder, ref -> true));
    }

    private static List<String> up(String before, String after, String... serving) {
        Set<String> up = Set.of(serving);
        return new ServersUp()
                .objections(
                        new PlannedChange(pool(before), pool(after), Path.of("."), ref -> up.contains(ref.toString())));
    }

    private static PlannedChange.State pool(String text) {
        return state(Map.of("solera.pool-web.cfg", text));
    }

    private static PlannedChange listening(String... addresses) {
        Map<String, String> files = new TreeMap<>(Map.of("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n"));
        for (int i = 0; i < addresses.length; i++) {
            files.put("solera.virtualserver-v" + i + ".cfg", "listen = " + addresses[i] + "\npool = web\n");
        }
        PlannedChange.State state = state(files);
        return new PlannedChange(state, state, Path.of("."), ref -> true);
    }

    private static PlannedChange.State state(Map<String, String> files) {
        PluginTable plugins = new PluginTable();
        plugins.add(new FakeChecker("tcp"), "test");
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        ModelReader.Result result = new ModelReader(plugins, SecretSource.NONE).read(FileSet.of(bytes), Tolerated.NONE);
        assertThat(result.problems()).isEmpty();
        Model model = result.model();
        return new PlannedChange.State(model.virtualServers(), model.pools(), Map.of(), new TreeMap<>());
    }

    private static void run(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
