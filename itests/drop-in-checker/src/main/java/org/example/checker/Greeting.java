package org.example.checker;

import dev.solera.api.CheckResult;
import dev.solera.spi.CheckAttempt;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;

/** {@code check = greeting}: the server speaks first, as SMTP, FTP and SSH do, and what it says begins with {@code check.expect}. */
@Component
public final class Greeting implements HealthCheckerFactory {
    @Override
    public String type() {
        return "greeting";
    }

    @Override
    public HealthChecker create(Keys keys) {
        String expect = keys.text("expect", "220");
        return new HealthChecker() {
            @Override
            public void check(CheckTarget target, Consumer<CheckResult> done) {
                CheckAttempt attempt = new CheckAttempt(target, done);
                try {
                    AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
                    attempt.closeAtEnd(channel);
                    ByteBuffer heard = ByteBuffer.allocate(expect.length());
                    channel.connect(target.address(), null, attempt.then("L4CON", v -> listen(attempt, channel, heard, expect)));
                } catch (IOException e) {
                    attempt.cannotSay("SOCKERR", "no socket: " + e.getMessage()); // our fault, not the server's
                }
            }

            @Override
            public void close() {}
        };
    }

    private static void listen(CheckAttempt attempt, AsynchronousSocketChannel channel, ByteBuffer heard, String expect) {
        channel.read(heard, null, attempt.then("L7RSP", n -> {
            String text = new String(heard.array(), 0, heard.position(), StandardCharsets.ISO_8859_1);
            if (text.equals(expect)) {
                attempt.pass("L7OK", "greets with " + expect);
            } else if (n < 0 || !expect.startsWith(text)) {
                attempt.fail("L7RSP", "greets otherwise (expected: " + expect + ")");
            } else {
                listen(attempt, channel, heard, expect);
            }
        }));
    }
}
