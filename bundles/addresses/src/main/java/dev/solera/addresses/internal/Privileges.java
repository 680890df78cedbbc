package dev.solera.addresses.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel lets this process do. */
final class Privileges {
    private static final int CAP_NET_ADMIN = 12; // linux/capability.h
    private static final String EFFECTIVE = "CapEff:";

    private Privileges() {}

    /** Whether the calling thread may change addresses. */
    static boolean netAdmin() {
        try {
            return netAdmin(Files.readString(Path.of("/proc/thread-self/status")));
        } catch (IOException e) {
            return true; // each change says for itself when it is refused
        }
    }

    static boolean netAdmin(String status) {
        return status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).trim(), 16))
                .allMatch(set -> (set >> CAP_NET_ADMIN & 1) != 0);
    }
}
