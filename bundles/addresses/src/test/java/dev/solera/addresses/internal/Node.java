package dev.solera.addresses.internal;

import dev.solera.addresses.HostAddresses;
import dev.solera.spi.VipBinder.Claim;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that binds and then waits to be killed; what it binds is one of the claims below, by name. */
final class Node implements AutoCloseable {
    private final Process process;

    private Node(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws Exception {
        Claim claim = claim(arguments[0]);
        HostAddresses addresses = HostAddresses.open();
        System.out.println(addresses.binder().prepare(List.of(claim)));
        System.out.println(addresses.binder().bind(claim));
        System.out.println("ready");
        System.in.read();
        System.exit(1); // the test is gone
    }

    static Claim claim(String name) {
        return switch (name) {
            case "thousand" -> thousand();
            case "everything" ->
                Claims.on("eth0", 51)
                        .vip("web", "192.0.2.10/24")
                        .route("198.51.100.0/24", "192.0.2.254", null, null, 1000, 5)
                        .rule("192.0.2.10/32", null, 1000, 77)
                        .vmac()
                        .closed()
                        .lease(Duration.ofMinutes(5))
                        .claim();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Claim thousand() {
        Claims claims = Claims.on("eth0", 51).lease(Duration.ofSeconds(3));
        for (int i = 0; i < 900; i++) {
            claims.vip("v" + i, "10.1." + i / 200 + "." + (1 + i % 200) + "/32");
        }
        for (int i = 1; i <= 100; i++) {
            claims.vip("s" + i, "2001:db8::" + Integer.toHexString(i) + "/128");
        }
        return claims.claim();
    }

    /** Starts one inside and returns when it has bound. */
    static Node start(Namespace namespace, String claim) throws Exception {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = namespace.inside(() -> new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path,
                        Node.class.getName(),
                        claim)
                .redirectErrorStream(true)
                .start());
        Node node = new Node(process);
        Thread guard = new Thread(node::guard, "guard");
        guard.setDaemon(true);
        guard.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new AssertionError("node ended: " + said);
            }
            said.append(line).append('\n');
        }
        return node;
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** A node that hangs ends by itself. */
    private void guard() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
