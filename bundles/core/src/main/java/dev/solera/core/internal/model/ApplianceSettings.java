package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.spi.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code solera.appliance.cfg}.
 *
 * @param node this node's name, null for the host's
 * @param httpListen where management listens; read by the launcher at start
 * @param sshListen where the shell listens; read by the launcher at start
 * @param permit how old the beat of a thread that serves may be before a MASTER yields, zero for any age
 * @param updateGrace how long such a thread, or a data plane, may be missing after it has stopped in good order
 * @param packets how VRRP packets are sent and received
 * @param process where VRRP runs
 * @param manual whether edits of files wait until an operator applies them
 * @param policies what the policies that judge plans go by
 */
public record ApplianceSettings(
        @Nullable String node,
        String httpListen,
        String sshListen,
        Duration permit,
        Duration updateGrace,
        Packets packets,
        Where process,
        boolean manual,
        Policies policies) {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final int LEAST_PERMIT_MS = 100;

    /** What holds without the file. */
    public static final ApplianceSettings DEFAULT = new ApplianceSettings(
            null,
            "127.0.0.1:8181",
            "127.0.0.1:8101",
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Packets.AUTO,
            Where.LIFELINE,
            false,
            Policies.DEFAULT);

    /** What the launcher has the framework start; nobody here asks. */
    private enum Parts {
        ALL,
        VRRP
    }

    /** How VRRP packets are sent and received. */
    public enum Packets {
        /** By libpcap where it is there, else by raw sockets. */
        AUTO,
        /** By libpcap. */
        PCAP,
        /** By raw sockets. */
        RAW
    }

    /** Where VRRP runs. */
    public enum Where {
        /** In this process. */
        IN,
        /** In a small process of its own. */
        LIFELINE
    }

    /**
     * What the policies that judge plans go by.
     *
     * @param serversUp how many servers of a pool a plan has to leave up, 0 for any number
     * @param certificateDays how long a certificate has to be valid still, 0 for any time
     */
    public record Policies(int serversUp, int certificateDays) {
        /** What holds without the keys. */
        public static final Policies DEFAULT = new Policies(1, 14);

        /** Returns them as the keys of the file. */
        public Map<String, String> keys() {
            return Map.of("policy.servers.up", "" + serversUp, "policy.certificate.days", "" + certificateDays);
        }
    }

    static ApplianceSettings read(Keys keys) {
        keys.text("node");
        String apply = keys.text("apply", "auto");
        if (!apply.equals("auto") && !apply.equals("manual")) {
            throw new Keys.BadKey("apply", apply, "auto, manual");
        }
        keys.word("parts", Parts.class, Parts.ALL);
        return new ApplianceSettings(
                keys.text("node"),
                listen(keys, "http.listen", DEFAULT.httpListen),
                listen(keys, "ssh.listen", DEFAULT.sshListen),
                permit(keys),
                Duration.ofSeconds(keys.number("update.grace.s", 0, 3_600, 30)),
                keys.word("vrrp.packet", Packets.class, Packets.AUTO),
                keys.word("vrrp.process", Where.class, Where.LIFELINE),
                apply.equals("manual"),
                new Policies(
                        keys.number("policy.servers.up", 0, 1_000, Policies.DEFAULT.serversUp),
                        keys.number("policy.certificate.days", 0, 3_650, Policies.DEFAULT.certificateDays)));
    }

    /** Returns the defaults, for a node of this name. */
    static ApplianceSettings ofNode(@Nullable String node) {
        return new ApplianceSettings(
                node,
                DEFAULT.httpListen,
                DEFAULT.sshListen,
                DEFAULT.permit,
                DEFAULT.updateGrace,
                DEFAULT.packets,
                DEFAULT.process,
                DEFAULT.manual,
                DEFAULT.policies);
    }

    private static Duration permit(Keys keys) {
        int permit = keys.number("permit.ms", 0, 60_000, 1_000);
        if (permit > 0 && permit < LEAST_PERMIT_MS) {
            throw new Keys.BadKey("permit.ms", "" + permit, "0 or " + LEAST_PERMIT_MS + "..60000");
        }
        return Duration.ofMillis(permit);
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
