package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A web server on a host, on every address of it, that answers with its name. */
final class Web implements AutoCloseable {
    private final Process process;

    private Web(Process process) {
        this.process = process;
    }

    /** Starts it and returns when it listens. */
    static Web on(Host host, int port) {
        Web web = new Web(host.pipe("python3", Script.path("web.py"), Integer.toString(port), host.name()));
        await("web server listens")
                .atMost(Duration.ofSeconds(10))
                .until(() -> host.run("ss", "-Hltn", "sport", "=", ":" + port).contains(":" + port));
        return web;
    }

    /** Asks for {@code /} from a host and returns the body; empty when there is no answer in a second. */
    static String page(Host from, String address) {
        Command.Outcome outcome = from.attempt("python3", Script.path("prober.py"), "page", address, "80", "0", "1");
        return outcome.code() == 0 ? outcome.text().strip() : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await("web server has ended").atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }
}
