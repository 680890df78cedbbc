package dev.solera.core.internal.engine;

import dev.solera.api.Caller;
import dev.solera.api.Problem;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.fakes.VirtualTime;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.KeyFile;
import dev.solera.core.internal.files.SecretFiles;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.model.ModelReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An operator's folder, and the configuration that watches it in virtual time. */
final class Desk {
    static final Caller JANE = new Caller("jane", "shell");

    final Path etc;
    final Path data;
    final PluginTable plugins = new PluginTable();
    final VirtualTime time = new VirtualTime();
    Configuration configuration;
    private long version;

    Desk(Path folder) throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        data = folder.resolve("data");
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        plugins.add(new FakeChecker("http"), "test");
    }

    /** One virtual server and two pools. */
    static Desk withShop(Path folder) throws IOException {
        Desk desk = new Desk(folder);
        desk.save("solera.virtualserver-shop.cfg", "# shop\nlisten = 127.0.0.1:8080\npool = web\n");
        desk.save("solera.pool-web.cfg", "# web\nreal.a = 10.0.0.1:80 weight=2\nreal.b = 10.0.0.2:80\n");
        desk.save("solera.pool-api.cfg", "real.x = 10.0.1.1:80\n");
        return desk;
    }

    Desk start() {
        SecretFiles secrets = new SecretFiles(etc);
        configuration = new Configuration(
                new EtcFolder(etc),
                new SetStore(data.resolve("sets"), Disk.HERE),
                new ModelReader(plugins, secrets::read),
                secrets,
                time,
                new Journal(new KeyFile(data.resolve("state/applying"), Disk.HERE)),
                Disk.HERE);
        configuration.start(time.nanoTime());
        return this;
    }

    void save(String file, String text) throws IOException {
        save(file, text.getBytes(StandardCharsets.UTF_8));
    }

    void save(String file, byte[] bytes) throws IOException {
        Path path = etc.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        // Versions must differ in time even where the file system's clock ticks slowly.
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + ++version * 1000));
    }

    void delete(String file) throws IOException {
        Files.delete(etc.resolve(file));
    }

    String read(String file) throws IOException {
        return Files.readString(etc.resolve(file));
    }

    /** Lets time pass, polled every 50 ms; returns what came into force meanwhile. */
    List<Configuration.Accepted> pass(int millis) throws IOException {
        List<Configuration.Accepted> accepted = new ArrayList<>();
        for (int gone = 0; gone < millis; gone += 50) {
            Configuration.Accepted one = configuration.poll(time.nanoTime());
            if (one != null) {
                accepted.add(one);
            }
            time.pass(Duration.ofMillis(50));
        }
        return accepted;
    }

    /** Changes a line of a file by command. */
    String edit(String file, String from, String to) {
        String text = new String(configuration.bytesInForce(file), StandardCharsets.UTF_8);
        return configuration.edit(file, text.replace(from, to).getBytes(StandardCharsets.UTF_8), JANE);
    }

    List<String> problems() {
        return configuration.problems().stream().map(Problem::toString).toList();
    }

    long number() {
        return configuration.inForce().number();
    }

    /** Returns what is in force: virtual servers with their pools, pools with their servers. */
    List<String> inForce() {
        return words(configuration.inForce());
    }

    static List<String> words(Configuration.Accepted accepted) {
        List<String> words = new ArrayList<>();
        accepted.model()
                .virtualServers()
                .values()
                .forEach(v -> words.add(v.name() + " " + v.listeners() + " " + v.pool()));
        accepted.model()
                .pools()
                .values()
                .forEach(p -> words.add(p.name() + " "
                        + p.reals().stream()
                                .map(r -> r.name() + "*" + r.weight())
                                .toList()));
        return words;
    }
}
