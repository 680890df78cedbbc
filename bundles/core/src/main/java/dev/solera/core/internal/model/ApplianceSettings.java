package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.spi.Keys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * {@code solera.appliance.cfg}.
 *
 * @param node this node's name, null for the host's
 * @param httpListen where management listens; read by the launcher at start
 * @param sshListen where the shell listens; read by the launcher at start
 */
public record ApplianceSettings(@Nullable String node, String httpListen, String sshListen) {
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
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
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
