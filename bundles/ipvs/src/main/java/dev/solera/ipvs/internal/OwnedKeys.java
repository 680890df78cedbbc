package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.ServiceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services in the kernel are the appliance's, in a file that outlives it: a line for each, and first that of the boot in which it
 * holds, as a kernel begins with none. It is written before a service is made, so that none is ever left without an owner. For one
 * thread.
 */
final class OwnedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedKeys.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final @Nullable Path file;
    private final String boot;
    private final Map<ServiceKey, String> owners = new LinkedHashMap<>();
    private boolean changed;
    private boolean told;

    /**
     * Reads the file where there is one.
     *
     * @param file null to keep nothing
     */
    OwnedKeys(@Nullable Path file) {
        this(file, bootId());
    }

    OwnedKeys(@Nullable Path file, String boot) {
        this.file = file;
        this.boot = "boot " + boot;
        if (file != null && Files.exists(file)) {
            read(file);
        }
    }

    /** Returns whose a service is, null when it is not ours. */
    @Nullable
    String owner(ServiceKey key) {
        return owners.get(key);
    }

    /** Returns the keys of a virtual server. */
    List<ServiceKey> of(String virtualServer) {
        List<ServiceKey> keys = new ArrayList<>();
        owners.forEach((key, owner) -> {
            if (owner.equals(virtualServer)) {
                keys.add(key);
            }
        });
        return keys;
    }

    Set<ServiceKey> all() {
        return Set.copyOf(owners.keySet());
    }

    void own(ServiceKey key, String virtualServer) {
        changed |= !virtualServer.equals(owners.put(key, virtualServer));
    }

    void disown(ServiceKey key) {
        changed |= owners.remove(key) != null;
    }

    /** Writes the file where something has changed; a disk that takes nothing is told once, and traffic goes on. */
    void save() {
        if (!changed || file == null) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(boot);
        owners.forEach((key, owner) -> lines.add(owner + "\t" + key));
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
            told = false;
        } catch (IOException e) {
            if (!told) {
                LOG.warn(
                        "ipvs: {}: cannot be written: {}; after a crash, services count as somebody else's",
                        file,
                        e.toString());
            }
            told = true;
        }
    }

    private void read(Path from) {
        try {
            List<String> lines = Files.readAllLines(from);
            if (lines.isEmpty() || !lines.get(0).equals(boot)) {
                return;
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] parts = line.split("\t", 2);
                owners.put(ServiceKey.parse(parts[1]), parts[0]);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "ipvs: {}: cannot be read: {}; services in the kernel count as somebody else's",
                    from,
                    e.toString());
        }
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
