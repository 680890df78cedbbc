package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.ApplianceEvent;
import dev.solera.api.Plan;
import dev.solera.api.PoolStatus;
import dev.solera.api.RealServer;
import dev.solera.api.VirtualServerStatus;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.FileSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever valid edit comes: what the plan said is what happens, and undo takes it back byte by byte. */
class RandomEditsTest {
    private static final int EDITS = Integer.getInteger("solera.edits", 50);
    private static final int UNDONE = Math.min(100, EDITS);

    @TempDir
    private Path folder;

    private Appliance appliance;
    private final Random random = new Random(20_261_126);
    private int names;

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void aPlanIsWhatHappensAndUndoTakesItBack() throws IOException {
        appliance = new Appliance(folder);
        appliance.save("solera.appliance.cfg", "node = lb1\napply = manual\n");
        appliance.save("solera.pool-web.cfg", "# web\nreal.a = 10.0.0.1:80\n");
        appliance.save("solera.virtualserver-shop.cfg", "listen = 127.0.0.1:8080\npool = web\n");
        appliance.start();
        List<FileSet> sets = new ArrayList<>(List.of(files()));
        for (int i = 1; i <= EDITS; i++) {
            edit();
            Map<String, String> before = objects();
            Plan plan = appliance.changes.plan(null);
            assertThat(plan.problems()).as("edit %d", i).isEmpty();
            appliance.changes.apply(Appliance.JANE, null, null, true);

            assertThat(plan.edits().stream()
                            .filter(e -> !e.detail().contains("its meaning did not"))
                            .map(e -> e.kind() + " " + e.type() + " " + e.name()))
                    .as("edit %d", i)
                    .containsExactlyInAnyOrderElementsOf(differences(before, objects()));
            assertThat(told())
                    .as("edit %d", i)
                    .containsExactlyElementsOf(
                            plan.edits().stream().map(Plan.Edit::words).toList());
            sets.add(files());
        }
        for (int i = 1; i <= UNDONE; i++) {
            appliance.changes.undo(Appliance.JANE, null);
            assertThat(files()).as("undo %d", i).isEqualTo(sets.get(EDITS - i));
        }
        assertThat(appliance.engine.snapshot().inForce().files()).isEqualTo(sets.get(EDITS - UNDONE));
    }

    /** Returns what the last event about a set said of it. */
    private List<String> told() {
        List<List<String>> all = new ArrayList<>();
        appliance.events.forEach(event -> {
            if (event instanceof ApplianceEvent.SetApplied applied) {
                all.add(applied.changes());
            }
        });
        return all.get(all.size() - 1);
    }

    /** Makes one valid edit that changes something. */
    private void edit() throws IOException {
        FileSet before = files();
        while (files().equals(before)) {
            List<String> pools = named("solera.pool-");
            List<String> servers = named("solera.virtualserver-");
            String pool = pools.get(random.nextInt(pools.size()));
            String server = servers.get(random.nextInt(servers.size()));
            switch (random.nextInt(8)) {
                case 0 -> append(pool, "real.r" + ++names + " = 10.0.1." + random.nextInt(1, 250) + ":80");
                case 1 -> append(pool, "real.r" + ++names + " = 10.0.2.1:" + random.nextInt(1, 60_000) + " backup");
                case 2 -> reweight(pool);
                case 3 -> removeReal(pool);
                case 4 ->
                    appliance.save(
                            "solera.pool-p" + ++names + ".cfg",
                            "scheduler = roundrobin\nreal.x = 10.1.0." + random.nextInt(1, 250) + ":80 weight=2\n");
                case 5 -> removePool(pool, servers);
                case 6 ->
                    appliance.save(
                            "solera.virtualserver-v" + ++names + ".cfg",
                            "listen = 127.0.0.1:" + (10_000 + names) + "\npool = " + name(pool, "solera.pool-") + "\n");
                default -> {
                    if (servers.size() > 1 && random.nextBoolean()) {
                        Files.delete(appliance.etc.resolve(server));
                    } else {
                        append(server, "# comment " + ++names);
                    }
                }
            }
        }
    }

    private void append(String file, String line) throws IOException {
        appliance.save(file, appliance.read(file) + line + "\n");
    }

    private void reweight(String pool) throws IOException {
        List<String> lines = new ArrayList<>(appliance.read(pool).lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("real.") && random.nextBoolean()) {
                lines.set(i, lines.get(i).replaceAll(" weight=[0-9]+", "") + " weight=" + random.nextInt(257));
            }
        }
        appliance.save(pool, String.join("\n", lines) + "\n");
    }

    private void removeReal(String pool) throws IOException {
        List<String> lines = new ArrayList<>(appliance.read(pool).lines().toList());
        List<String> reals = lines.stream().filter(l -> l.startsWith("real.")).toList();
        if (reals.size() > 1) {
            lines.remove(reals.get(random.nextInt(reals.size())));
            appliance.save(pool, String.join("\n", lines) + "\n");
        }
    }

    private void removePool(String pool, List<String> servers) throws IOException {
        for (String server : servers) {
            if (appliance.read(server).contains("pool = " + name(pool, "solera.pool-") + "\n")) {
                return;
            }
        }
        Files.delete(appliance.etc.resolve(pool));
    }

    private List<String> named(String start) throws IOException {
        return files().files().keySet().stream()
                .filter(f -> f.startsWith(start))
                .toList();
    }

    private static String name(String file, String start) {
        return file.substring(start.length(), file.length() - ".cfg".length());
    }

    private FileSet files() throws IOException {
        EtcFolder etc = new EtcFolder(appliance.etc);
        return etc.read(etc.stamps()).set();
    }

    /** Returns what the outside sees, object by object. */
    private Map<String, String> objects() {
        Map<String, String> objects = new TreeMap<>();
        for (VirtualServerStatus server : appliance.view.virtualServers()) {
            objects.put(
                    "virtual server " + server.config().name(), server.config().toString());
        }
        for (PoolStatus pool : appliance.view.pools()) {
            String text = pool.config().toString();
            for (RealServer real : pool.config().reals()) {
                objects.put("real server " + pool.config().name() + "/" + real.name(), real.toString());
                text = text.replace(real.toString(), "");
            }
            objects.put("pool " + pool.config().name(), text.replaceAll("reals=\\[[, ]*]", ""));
        }
        return objects;
    }

    private static List<String> differences(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> words = new ArrayList<>();
        for (String name : names) {
            String old = before.get(name);
            String now = after.get(name);
            // The members of a pool that comes or goes as a whole are told with it.
            boolean withPool = name.startsWith("real server ")
                    && (!before.containsKey(poolOf(name)) || !after.containsKey(poolOf(name)));
            if (!withPool && (old == null || !old.equals(now))) {
                words.add((old == null ? "ADDED " : now == null ? "REMOVED " : "CHANGED ") + name);
            }
        }
        return words;
    }

    private static String poolOf(String real) {
        return "pool " + real.substring("real server ".length(), real.indexOf('/'));
    }
}
