package dev.solera.addresses.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Settings of the kernel for one interface: files below {@code /proc/sys}. They are those of the calling thread's network namespace. */
public final class Sysctls {
    private final Path root;

    Sysctls(Path root) {
        this.root = root;
    }

    public static Sysctls ofThisHost() {
        return new Sysctls(Path.of("/proc/sys"));
    }

    /**
     * Reads {@code net.ipv4.conf.<device>.<key>}, or that of IPv6.
     *
     * @param family {@code ipv4} or {@code ipv6}
     * @return -1 when there is none
     */
    int get(String family, String device, String key) throws IOException {
        try {
            return Integer.parseInt(Files.readString(file(family, device, key)).trim());
        } catch (NoSuchFileException | NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Sets it where it is not so already, and where there is one.
     *
     * @throws IOException with the setting's name, the reason and what to grant
     */
    void set(String family, String device, String key, int value) throws IOException {
        int now = get(family, device, key);
        if (now < 0 || now == value) {
            return;
        }
        try {
            Files.writeString(file(family, device, key), value + "\n");
        } catch (IOException e) {
            throw new IOException(
                    "net/" + family + "/conf/" + device + "/" + key + ": " + now + " (expected: " + value
                            + ", and a /proc/sys/net that this process may write: " + reason(e) + ")",
                    e);
        }
    }

    private Path file(String family, String device, String key) {
        return root.resolve("net")
                .resolve(family)
                .resolve("conf")
                .resolve(device)
                .resolve(key);
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException fault && fault.getReason() != null
                ? fault.getReason()
                : e instanceof java.nio.file.AccessDeniedException
                        ? "Permission denied"
                        : String.valueOf(e.getMessage());
    }
}
