package dev.solera.core.internal.engine;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.CheckResult;
import dev.solera.api.DrainProgress;
import dev.solera.api.Patience;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.api.VrrpState;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.FileEditor;
import dev.solera.core.internal.files.FileId;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.files.Ranges;
import dev.solera.core.internal.model.RealLine;
import dev.solera.spi.DataPlane;
import dev.solera.spi.VrrpEngine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Changes files and run-time state through the engine. Any thread. */
public final class LiveControl implements ApplianceControl {
    private static final Duration RELEASE_WAIT = Duration.ofMillis(500);
    private static final Duration RELEASE_LOOK = Duration.ofMillis(10);

    private static final int MAX_PRIORITY = 255;

    private final Engine engine;
    private final Clock wall;

    /** Makes a control of {@code engine}. */
    public LiveControl(Engine engine, Clock wall) {
        this.engine = engine;
        this.wall = wall;
    }

    @Override
    public Change addVirtualServer(Caller caller, String name, Map<String, String> keys) {
        FileId id = id("virtualserver", name);
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> {
            if (key.isBlank() || (key + value).chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
                throw new ApplianceException("key: " + key + " (expected: a key and a value on one line)");
            }
            text.append(key).append(" = ").append(value).append('\n');
        });
        Map<String, String> meant = new LinkedHashMap<>();
        keys.forEach((key, value) -> meant.put(key.strip(), value.strip()));
        Map<String, String> read = new LinkedHashMap<>();
        ConfigText.read(id.fileName(), text.toString().getBytes(StandardCharsets.UTF_8))
                .entries()
                .forEach(e -> read.put(e.key(), e.value()));
        if (!read.equals(meant)) {
            throw new ApplianceException(
                    "keys: " + meant.keySet() + " (expected: keys of letters, digits, dots, - and _)");
        }
        String reason = engine.editFile(id.fileName(), caller, before -> {
            if (before != null) {
                throw new ApplianceException("virtual server " + name + " is there already");
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        });
        return new Change("added " + id.fileName(), reason);
    }

    @Override
    public Change removeVirtualServer(Caller caller, String name) {
        FileId id = id("virtualserver", name);
        String reason = engine.editFile(id.fileName(), caller, before -> {
            if (before == null) {
                throw new ApplianceException("no virtual server " + name);
            }
            return null;
        });
        return new Change("removed " + id.fileName(), reason);
    }

    @Override
    public Change addReal(Caller caller, RealServerRef ref, String definition) {
        String key = "real." + ref.real();
        if (!FileId.NAME.matcher(ref.real()).matches()) {
            throw new ApplianceException("real server: " + ref.real() + " (expected: letters, digits, ., - and _)");
        }
        if (definition.chars().anyMatch(c -> c < ' ')) {
            throw new ApplianceException("real server: " + ref + " (expected: a definition on one line)");
        }
        String file = poolFile(ref);
        String reason = engine.editFile(file, caller, before -> {
            if (has(ref)) {
                throw new ApplianceException("real server " + ref + " is there already");
            }
            FileEditor editor = new FileEditor(existing(before, ref));
            editor.set(key, definition.strip());
            return editor.bytes();
        });
        return new Change("added " + key + " in " + file, reason);
    }

    @Override
    public Change removeReal(Caller caller, RealServerRef ref) {
        String file = poolFile(ref);
        mustHave(ref);
        Place place = place(ref, file);
        String reason = engine.editFile(
                place.file,
                caller,
                before -> place.inRealsFile()
                        ? RealsFile.remove(existing(before, ref), ref.real())
                        : without(existing(before, ref), ref));
        if (engine.snapshot().admin().containsKey(ref)) {
            // Said of this server, not of one that may get its name later.
            engine.setAdmin(ref, caller, before -> AdminTable.Entry.NOTHING);
        }
        return new Change("removed real." + ref.real() + " from " + place.file, reason);
    }

    @Override
    public Change setWeight(Caller caller, RealServerRef ref, int weight) {
        checkWeight(ref, weight);
        String file = poolFile(ref);
        mustHave(ref);
        Place place = place(ref, file);
        String reason = engine.editFile(place.file, caller, before -> {
            byte[] bytes = existing(before, ref);
            if (place.inRealsFile()) {
                return RealsFile.change(bytes, ref.real(), definition -> RealLine.withWeight(definition, weight));
            }
            // Looked up again on the writer: another change may have come in between.
            Place now = place(ref, file);
            FileEditor editor = new FileEditor(bytes);
            editor.set(now.key(), RealLine.withWeight(now.definition(), weight));
            return editor.bytes();
        });
        if (temporaryWeight(ref)) {
            engine.setAdmin(ref, caller, AdminTable.Entry::withoutWeight);
        }
        return new Change("weight of " + ref + " is " + weight + " in " + place.file, reason);
    }

    @Override
    public Change setTemporaryWeight(Caller caller, RealServerRef ref, int weight, @Nullable Duration time) {
        checkWeight(ref, weight);
        mustHave(ref);
        String reason = engine.setAdmin(ref, caller, before -> before.withWeight(weight, note(caller, "", time)));
        return new Change("weight of " + ref + " is " + weight + howLong(time), reason);
    }

    @Override
    public Change setAdminState(
            Caller caller,
            RealServerRef ref,
            AdminState state,
            String why,
            @Nullable Duration time,
            @Nullable Patience patience) {
        mustHave(ref);
        AdminNote note = note(caller, why, time);
        AdminTable.Leave leave = patience == null
                ? null
                : new AdminTable.Leave(note.when().plus(patience.time()), patience.close(), false);
        String reason = engine.setAdmin(ref, caller, before -> before.withState(state, note, leave));
        if (state == AdminState.READY) {
            return new Change(ref + " is " + state, reason);
        }
        DrainProgress progress = engine.drain(ref);
        return new Change(
                ref + " is " + state + howLong(time) + (progress == null ? "" : ": " + progress.words(note.when())),
                reason);
    }

    @Override
    public Change setVrrpPriority(Caller caller, String instance, int priority) {
        if (priority < 1 || priority > MAX_PRIORITY) {
            throw new ApplianceException("priority: " + priority + " (expected: 1.." + MAX_PRIORITY + ")");
        }
        mustHaveRouter(instance);
        String file = new FileId("vrrp", instance).fileName();
        String own =
                "priority@" + engine.snapshot().inForce().model().appliance().nodeOrHost();
        String reason = engine.editFile(file, caller, before -> {
            if (before == null) {
                throw new ApplianceException("no virtual router " + instance);
            }
            boolean hasOwn = ConfigText.read(file, before).entries().stream()
                    .anyMatch(entry -> entry.key().equals(own));
            FileEditor editor = new FileEditor(before);
            editor.set(hasOwn ? own : "priority", "" + priority);
            return editor.bytes();
        });
        return new Change("priority of " + instance + " is " + priority + " in " + file, reason);
    }

    @Override
    public Change releaseVrrp(Caller caller, String instance, String why) {
        mustHaveRouter(instance);
        VrrpEngine vrrp = engine.snapshot().routers().engine();
        if (vrrp == null) {
            throw new ApplianceException("VRRP is not installed (expected: feature solera-vrrp)");
        }
        String words = "released by " + caller.user() + (why.isBlank() ? "" : ": " + why.strip());
        if (!vrrp.release(instance, words)) {
            throw new ApplianceException("virtual router " + instance + " is not MASTER here");
        }
        awaitRelease(vrrp, instance);
        return new Change("virtual router " + instance + " gives up its place", null);
    }

    /** Waits until the engine tells of it, so that who looks next sees it; not for ever, the engine may be in another process. */
    private static void awaitRelease(VrrpEngine vrrp, String instance) {
        long until = System.nanoTime() + RELEASE_WAIT.toNanos();
        while (System.nanoTime() - until < 0
                && vrrp.reports().stream().anyMatch(r -> r.name().equals(instance) && r.state() == VrrpState.MASTER)) {
            LockSupport.parkNanos(RELEASE_LOOK.toNanos());
        }
    }

    @Override
    public CompletableFuture<CheckResult> runCheck(RealServerRef ref, String check) {
        mustHave(ref);
        return engine.runCheck(ref, check).exceptionally(e -> {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            throw new ApplianceException(String.valueOf(cause.getMessage()), cause);
        });
    }

    private AdminNote note(Caller caller, String why, @Nullable Duration time) {
        Instant now = wall.instant();
        return new AdminNote(caller.user(), why, now, time == null ? null : now.plus(time));
    }

    private boolean temporaryWeight(RealServerRef ref) {
        AdminTable.Entry said = engine.snapshot().admin().get(ref);
        return said != null && said.weight() != null;
    }

    private static String howLong(@Nullable Duration time) {
        return time == null ? " until it is set again" : " for " + time.toSeconds() + " s";
    }

    /** What a plane that serves the pool cannot take is refused here, before it is in force. */
    private void checkWeight(RealServerRef ref, int weight) {
        Snapshot now = engine.snapshot();
        int most = RealServer.MAX_WEIGHT;
        String where = "";
        for (VirtualServer server : now.inForce().model().virtualServers().values()) {
            DataPlane plane = now.planes().get(now.planeOf().getOrDefault(server.name(), ""));
            if (plane != null
                    && server.pools().contains(ref.pool())
                    && plane.capabilities().maxWeight() < most) {
                most = plane.capabilities().maxWeight();
                where = " on data plane " + plane.name();
            }
        }
        if (weight < 0 || weight > most) {
            throw new ApplianceException("weight: " + weight + " (expected: 0.." + most + where + ")");
        }
    }

    private static FileId id(String kind, String name) {
        if (!FileId.NAME.matcher(name).matches()) {
            throw new ApplianceException("name: " + name + " (expected: letters, digits, ., - and _)");
        }
        return new FileId(kind, name);
    }

    private void mustHaveRouter(String instance) {
        Set<String> there = engine.snapshot().inForce().model().routers().keySet();
        if (!there.contains(instance)) {
            throw new ApplianceException("no virtual router " + instance
                    + (there.isEmpty() ? "" : " (expected: one of " + String.join(", ", there) + ")"));
        }
    }

    private String poolFile(RealServerRef ref) {
        if (pool(ref) == null) {
            throw new ApplianceException("no pool " + ref.pool() + " (expected: one of "
                    + String.join(
                            ", ", engine.snapshot().inForce().model().pools().keySet()) + ")");
        }
        return new FileId("pool", ref.pool()).fileName();
    }

    private @Nullable Pool pool(RealServerRef ref) {
        return engine.snapshot().inForce().model().pools().get(ref.pool());
    }

    private boolean has(RealServerRef ref) {
        Pool pool = pool(ref);
        return pool != null && pool.reals().stream().anyMatch(r -> r.name().equals(ref.real()));
    }

    private void mustHave(RealServerRef ref) {
        poolFile(ref);
        if (!has(ref)) {
            throw new ApplianceException("no real server " + ref);
        }
    }

    private static byte[] existing(byte @Nullable [] bytes, RealServerRef ref) {
        if (bytes == null) {
            throw new ApplianceException("no pool " + ref.pool());
        }
        return bytes;
    }

    /** Removes a real server's own line, and splits the range that would bring it back. */
    private byte[] without(byte[] bytes, RealServerRef ref) {
        FileEditor editor = new FileEditor(bytes);
        String key = "real." + ref.real();
        String node = engine.snapshot().inForce().model().appliance().nodeOrHost();
        List<Entry> entries = ConfigText.read(poolFile(ref), bytes).entries();
        for (Entry entry : entries) {
            for (String own : List.of(key, key + "@" + node)) {
                if (entry.key().equals(own)) {
                    editor.remove(own);
                } else if (inRange(entry, own) != null) {
                    // What is left of a range may be one server that has a line of its own already.
                    editor.replace(
                            entry.key(),
                            Ranges.without(entry, own).stream()
                                    .filter(left -> entries.stream()
                                            .noneMatch(e -> e.key().equals(left.key())))
                                    .toList());
                }
            }
        }
        return editor.bytes();
    }

    /** Returns the member of a range line that {@code key} names, or null. */
    private static @Nullable Entry inRange(Entry line, String key) {
        return line.key().startsWith("real.") && Ranges.isRange(line.key())
                ? Ranges.expand(line).stream()
                        .filter(e -> e.key().equals(key))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Finds where a real server's definition stands, as it counts on this node. */
    private Place place(RealServerRef ref, String file) {
        String key = "real." + ref.real();
        String node = engine.snapshot().inForce().model().appliance().nodeOrHost();
        byte[] bytes = existing(engine.bytesInForce(file), ref);
        List<Entry> entries = ConfigText.read(file, bytes).entries();
        // A line of this node counts before one of all nodes, and a line of its own before a range.
        for (String own : List.of(key + "@" + node, key)) {
            for (Entry entry : entries) {
                if (entry.key().equals(own)) {
                    return new Place(file, own, entry.value());
                }
            }
            for (Entry entry : entries) {
                Entry member = inRange(entry, own);
                if (member != null) {
                    // A change to a member of a range becomes a line of its own, which overrides the range.
                    return new Place(file, own, member.value());
                }
            }
        }
        for (String reals : List.of("reals@" + node, "reals")) {
            for (Entry entry : entries) {
                if (entry.key().equals(reals)) {
                    return new Place(FileSet.LONG_FOLDER + entry.value(), "", "");
                }
            }
        }
        throw new ApplianceException("no real server " + ref);
    }

    private record Place(String file, String key, String definition) {
        boolean inRealsFile() {
            return key.isEmpty();
        }
    }
}
