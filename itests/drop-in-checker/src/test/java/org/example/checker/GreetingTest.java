package org.example.checker;

import dev.solera.spi.HealthCheckerFactory;
import dev.solera.testkit.HealthCheckerContract;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class GreetingTest extends HealthCheckerContract {
    @Override
    protected HealthCheckerFactory factory() {
        return new Greeting();
    }

    @Override
    protected void serve(Socket client) throws IOException {
        client.getOutputStream().write("220 mail.example.org\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
