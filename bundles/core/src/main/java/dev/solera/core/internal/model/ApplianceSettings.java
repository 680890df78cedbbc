package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.spi.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code solera.appliance.cfg}.
 *
 * @param node this node's name, null for the host's
 * @param httpListen where management listens; read by the launcher at start
 * @param sshListen where the shell listens; read by the launcher at start
 */
public record ApplianceSettings(@Nullable String node, String httpListen, String sshListen) {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    /** What holds without the file. */
    public static final ApplianceSettings DEFAULT = new ApplianceSettings(null, "127.0.0.1:8181", "127.0.0.1:8101");

    static ApplianceSettings read(Keys keys) {
        keys.text("node");
        String apply = keys.text("apply", "auto");
        if (!apply.equals("auto")) {
            throw new Keys.BadKey("apply", apply, "auto");
        }
        return new ApplianceSettings(
                keys.text("node"),
                listen(keys, "http.listen", DEFAULT.httpListen),
                listen(keys, "ssh.listen", DEFAULT.sshListen));
    }

    /** Returns the node's name: configured, else the host's. */
    public String nodeOrHost() {
        if (node != null) {
            return node;
        }
        try {
            // Not from InetAddress, which asks the name server: this is called for every change.
            return Files.readString(KERNEL_HOSTNAME).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    private static String listen(Keys keys, String key, String fallback) {
        String value = keys.text(key, fallback);
        try {
            Addresses.parse(value);
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey(key, value, "address:port");
        }
        return value;
    }
}
