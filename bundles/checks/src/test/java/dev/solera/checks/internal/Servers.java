package dev.solera.checks.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.solera.api.CheckResult;
import dev.solera.api.RealServerRef;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import dev.solera.testkit.Answers;
import dev.solera.testkit.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the tests' servers say, and one check against them. */
final class Servers {
    static final RealServerRef REF = new RealServerRef("pool", "server");
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration BOUND = Duration.ofSeconds(30);

    private Servers() {}

    /** Reads a request head and answers with {@code text}. */
    static LoopbackServer answering(String text) {
        return LoopbackServer.start(client -> {
            requestHead(client);
            write(client, text);
        });
    }

    /** Returns the request up to and with its empty line, or what came until the client closed. */
    static String requestHead(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = client.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    static CheckResult check(HealthCheckerFactory factory, InetSocketAddress address, String... keysAndValues) {
        return check(factory, address, LONG, keysAndValues);
    }

    static CheckResult check(
            HealthCheckerFactory factory, InetSocketAddress address, Duration timeout, String... keysAndValues) {
        try (HealthChecker checker = factory.create(keys(keysAndValues))) {
            Answers answers = new Answers();
            checker.check(new CheckTarget(REF, address, timeout), answers);
            return answers.next(BOUND);
        }
    }

    static Keys keys(String... keysAndValues) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Keys(keys);
    }

    /** Returns outcome, code, number and reason in one line, for comparing. */
    static String line(CheckResult result) {
        return result.outcome() + " " + result.status() + " " + result.code() + " " + result.reason();
    }
}
