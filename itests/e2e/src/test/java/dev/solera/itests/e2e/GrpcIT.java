package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.itests.appliance.Appliance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of gRPC through the appliance, client and server by Python's grpcio, in the clear and in TLS on both sides. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class GrpcIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private Path script;
    private Site site;
    private final List<Process> servers = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        assumeTrue(isThere(), "gRPC for Python is not installed (Debian: python3-grpcio)");
        script = folder.resolve("grpc_peer.py");
        try (InputStream source = GrpcIT.class.getResourceAsStream("grpc_peer.py")) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        site = Site.with(1);
        Tls.certificate(site.appliance().etc(), "first");
    }

    private static boolean isThere() throws Exception {
        return Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import grpc").start().waitFor() == 0;
    }

    @AfterAll
    void stop() {
        servers.forEach(Process::destroyForcibly);
        if (site != null) {
            site.close();
        }
    }

    @Test
    void everyKindOfCallInTheClear() throws Exception {
        int port = Appliance.freePort();
        site.appliance().write("solera.pool-clear.cfg", pool(server("clear"), server("clear"), ""));
        site.appliance()
                .write(
                        "solera.virtualserver-clear.cfg",
                        "mode = http\nlisten = 127.0.0.1:" + port + "\npool = clear\n");
        awaitServing("clear", port);
        callEverything("127.0.0.1:" + port);
        cancelled("clear");
    }

    @Test
    void everyKindOfCallInTls() throws Exception {
        int port = Appliance.freePort();
        String certificate = site.appliance().etc().resolve("certs/site.pem").toString();
        site.appliance()
                .write(
                        "solera.pool-secure.cfg",
                        pool(
                                server("secure", certificate),
                                server("secure", certificate),
                                "server.tls = true\nserver.tls.verify = false\n"));
        site.appliance().write("solera.tls-grpc.cfg", "cert = certs/site.pem\n");
        site.appliance()
                .write(
                        "solera.virtualserver-secure.cfg",
                        "mode = http\nlisten = 127.0.0.1:" + port + " tls=grpc\npool = secure\n");
        awaitServing("secure", port);
        callEverything("127.0.0.1:" + port, certificate, "first");
        cancelled("secure");
    }

    private void callEverything(String... to) throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), "client"));
        command.addAll(List.of(to));
        Path out = folder.resolve("client.out");
        Process client = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!client.waitFor(120, TimeUnit.SECONDS)) {
            client.destroyForcibly();
        }
        assertThat(Files.readString(out))
                .isEqualTo(
                        """
                        unary hello 5 1
                        large 3000000
                        fail NOT_FOUND nothing is here: ä
                        unknown UNIMPLEMENTED
                        count 499500
                        total 499500
                        chat ONE TWO
                        late DEADLINE_EXCEEDED
                        many 500
                        """);
    }

    /** A client that gives up is felt by the server. */
    private void cancelled(String pool) {
        await().atMost(SOON)
                .until(() -> Files.readString(folder.resolve(pool + ".err")).contains("cancelled"));
    }

    private static String pool(int one, int other, String more) {
        return "real.one = 127.0.0.1:" + one + "\nreal.other = 127.0.0.1:" + other
                + "\ncheck = tcp\ncheck.interval.ms = 500\nserver.http2 = true\n" + more;
    }

    private void awaitServing(String pool, int port) {
        await().atMost(SOON).until(() -> {
            int up = 0;
            for (var row : site.json("lb:list-pools")) {
                up += row.path("pool").asText().equals(pool)
                                && row.path("health").asText().equals("UP")
                        ? 1
                        : 0;
            }
            return up == 2;
        });
        await().atMost(SOON).ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
    }

    /** Starts a server and returns its port. */
    private int server(String name, String... certificate) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), "server"));
        command.addAll(List.of(certificate));
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".err").toFile()))
                .start();
        servers.add(server);
        BufferedReader said = server.inputReader();
        return Integer.parseInt(said.readLine());
    }
}
