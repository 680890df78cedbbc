package dev.solera.shell.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Opens the control endpoint as long as Karaf's shell is there. */
@Component(
        service = {},
        immediate = true)
public final class ControlEndpointComponent {
    private final ControlEndpoint endpoint;

    @Activate
    public ControlEndpointComponent(BundleContext context, @Reference SessionFactory sessions) throws IOException {
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new IOException("karaf.data: not set (expected: the folder for run-time state)");
        }
        KarafCommands commands = new KarafCommands(sessions);
        endpoint = new ControlEndpoint(Path.of(data, "solera", "control"), commands);
        warm(commands);
    }

    @Deactivate
    void close() {
        endpoint.close();
    }

    /** Runs a command nobody sees, so that the first one somebody waits for does not pay for loading the shell's classes. */
    private static void warm(KarafCommands commands) {
        Thread thread = new Thread(
                () -> commands.run(
                        "solera",
                        "solera:status --json",
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream()),
                "solera-control-warm");
        thread.setDaemon(true);
        thread.start();
    }
}
