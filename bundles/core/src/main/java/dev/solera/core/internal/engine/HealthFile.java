package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.files.AtomicFiles;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.health.HealthMonitor;
import dev.solera.core.internal.health.HealthMonitor.Remembered;
import dev.solera.core.internal.health.RealHealth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health as it was before a restart; believed when it is younger than {@link HealthMonitor#BELIEVED}. */
final class HealthFile {
    private static final Logger LOG = LoggerFactory.getLogger(HealthFile.class);

    private final Path file;
    private final Disk disk;

    HealthFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    Map<RealServerRef, Remembered> load(Instant now) {
        Map<RealServerRef, Remembered> remembered = new HashMap<>();
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.isEmpty()
                    || Duration.between(Instant.ofEpochMilli(Long.parseLong(lines.get(0))), now)
                                    .abs()
                                    .compareTo(HealthMonitor.BELIEVED)
                            > 0) {
                return Map.of();
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] f = line.split(" ", -1);
                remembered.put(RealServerRef.parse(f[0]), new Remembered(f[1], Health.valueOf(f[2])));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("health of before cannot be read from {}: {}", file, e.toString());
            return Map.of();
        }
        return remembered;
    }

    /** Returns what is known of every server that is checked. */
    static Map<RealServerRef, Remembered> known(
            Collection<Pool> pools, Function<RealServerRef, @Nullable RealHealth> health) {
        Map<RealServerRef, Remembered> known = new TreeMap<>();
        for (Pool pool : pools) {
            for (RealServer real : pool.reals()) {
                RealServerRef ref = new RealServerRef(pool.name(), real.name());
                RealHealth h = health.apply(ref);
                if (h != null && h.health() != Health.UNKNOWN && !h.checks().isEmpty()) {
                    known.put(ref, new Remembered(Addresses.text(real.checkAddress()), h.health()));
                }
            }
        }
        return known;
    }

    void save(Instant now, Map<RealServerRef, Remembered> health) {
        StringBuilder text = new StringBuilder().append(now.toEpochMilli()).append('\n');
        health.forEach((ref, r) -> text.append(ref)
                .append(' ')
                .append(r.checkAddress())
                .append(' ')
                .append(r.health())
                .append('\n'));
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            disk.run(() -> {
                Files.createDirectories(file.toAbsolutePath().getParent());
                AtomicFiles.write(file, bytes);
            });
        } catch (IOException e) {
            LOG.debug("health cannot be kept in {}: {}", file, e.toString());
        }
    }
}
