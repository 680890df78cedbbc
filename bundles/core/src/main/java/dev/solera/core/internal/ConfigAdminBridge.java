package dev.solera.core.internal;

import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.core.internal.engine.Engine;
import dev.solera.core.internal.engine.Published;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.FileEditor;
import dev.solera.core.internal.files.FileId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the set in force to ConfigAdmin, and takes what others change there as an edit of the file.
 *
 * <p>All work is done on one thread of its own, in order; a change of ours is told from a stranger's by its content. A stranger's change is what
 * ConfigAdmin holds now against what was last published there, and is merged into the file as it is in force by then: keys that were never published
 * are never removed.
 */
final class ConfigAdminBridge implements SynchronousConfigurationListener, AutoCloseable {
    /**
     * Key by which Karaf remembers that it wrote a configuration's file itself, in its own spelling and without comments. We never set it: Karaf
     * would then read the file its own way, in which backslashes and ${} are not what they are in ours. Where it appears, the file is put right.
     */
    static final String FILE_KEY = "felix.fileinstall.filename";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigAdminBridge.class);
    private static final Caller CALLER = new Caller("config-admin", "config-admin");
    private static final String PREFIX = "solera.";

    private final ConfigurationAdmin admin;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "solera-config-admin");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Map<String, String>> published = new HashMap<>();
    private volatile @Nullable Published newest;
    private boolean first = true;
    private @Nullable Engine engine;

    ConfigAdminBridge(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    void connect(Engine newEngine) {
        this.engine = newEngine;
    }

    ServiceRegistration<?> register(BundleContext context) {
        return context.registerService(SynchronousConfigurationListener.class, this, null);
    }

    /** Makes ConfigAdmin hold exactly {@code set}; configurations whose file is gone are deleted. Any thread. */
    void publish(Published set) {
        newest = set;
        submit(() -> {
            // An older set would take away what a stranger's change has added since.
            Published now = Objects.requireNonNull(newest);
            Map<String, Map<String, String>> wanted = new TreeMap<>();
            now.files().files().forEach((file, bytes) -> FileId.of(file)
                    .ifPresent(id -> wanted.put(id.pid(), keys(file, bytes))));
            // Listed once: each look costs ConfigAdmin a walk over all that it has.
            Map<String, Dictionary<String, Object>> held = new HashMap<>();
            for (Configuration there : ours()) {
                String pid = there.getPid();
                Dictionary<String, Object> seen = properties(there);
                if (wanted.containsKey(pid)) {
                    if (seen != null) {
                        held.put(pid, seen);
                    }
                } else if (!isForeignChange(pid, seen)) {
                    published.remove(pid);
                    there.delete();
                }
            }
            for (Map.Entry<String, Map<String, String>> want : wanted.entrySet()) {
                Dictionary<String, Object> seen = held.get(want.getKey());
                if (!isForeignChange(want.getKey(), seen)) {
                    put(want.getKey(), want.getValue(), seen);
                }
            }
            first = false;
        });
    }

    /** Tells whether a stranger has changed or deleted a configuration; the event that says so waits behind this, and is not to find it undone. */
    private boolean isForeignChange(String pid, @Nullable Dictionary<String, Object> now) {
        Map<String, String> there = now == null ? null : strings(now);
        return !first && id(pid) != null && !Objects.equals(there, published.get(pid));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        if (!pid.startsWith(PREFIX) || event.getType() == ConfigurationEvent.CM_LOCATION_CHANGED) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            submit(() -> {
                // One that is there again was made anew since, and the event that says so comes behind.
                if (find(pid) == null && published.remove(pid) != null) {
                    remove(pid);
                }
            });
            return;
        }
        try {
            Configuration there = find(pid);
            Dictionary<String, Object> properties = properties(there);
            Object writtenTo = properties == null ? null : properties.get(FILE_KEY);
            if (there != null && writtenTo != null) {
                // Before Karaf's command returns, so that nobody finds its spelling or the key; this update comes back
                // here as an event.
                putRight(pid, String.valueOf(writtenTo));
                there.update(dictionary(strings(properties)));
                return;
            }
        } catch (IOException e) {
            LOG.warn("ConfigAdmin: {}: {}", pid, e.toString());
            return;
        }
        submit(() -> {
            Dictionary<String, Object> properties = properties(find(pid));
            if (properties == null) {
                // Deleted meanwhile; the event that says so comes behind.
                return;
            }
            Map<String, String> now = strings(properties);
            if (!now.equals(published.get(pid))) {
                edit(pid, now);
            }
        });
    }

    @Override
    public void close() {
        worker.shutdown();
    }

    private void edit(String pid, Map<String, String> now) throws IOException {
        Engine to = engine;
        FileId id = id(pid);
        if (to == null || id == null) {
            return;
        }
        Map<String, String> base = published.getOrDefault(pid, Map.of());
        // Without a difference it was looked at, not configured: Karaf makes a configuration of what it is asked for.
        // One
        // without keys was looked at while it was being made, and Karaf has written back what it found; as with files,
        // nothing at all is no edit.
        if (!now.isEmpty() && !now.equals(base)) {
            tryEdit(to, id, there -> merged(there, id.fileName(), base, now));
        }
        Dictionary<String, Object> seen = properties(find(pid));
        if (now.equals(strings(seen))) {
            showInForce(to, id, seen);
        } else {
            // Changed again meanwhile; the event that says so comes behind, and starts from what has been dealt with
            // here.
            published.put(pid, now);
        }
    }

    private void remove(String pid) throws IOException {
        Engine to = engine;
        FileId id = id(pid);
        if (to != null && id != null) {
            tryEdit(to, id, there -> null);
            showInForce(to, id, null);
        }
    }

    private static void tryEdit(Engine to, FileId id, Engine.FileEdit edit) {
        try {
            to.editFile(id.fileName(), CALLER, edit);
        } catch (ApplianceException e) {
            LOG.warn("change of {} through ConfigAdmin refused: {}", id.pid(), e.getMessage());
        }
    }

    /** Makes ConfigAdmin, which held {@code seen}, hold a file as it is in force, and nothing when there is none. */
    private void showInForce(Engine to, FileId id, @Nullable Dictionary<String, Object> seen) throws IOException {
        byte[] inForce = to.bytesInForce(id.fileName());
        if (inForce != null) {
            put(id.pid(), keys(id.fileName(), inForce), seen);
            return;
        }
        published.remove(id.pid());
        Configuration there = find(id.pid());
        if (there != null) {
            there.delete();
        }
    }

    /** Makes ConfigAdmin hold {@code keys}, unless it does not hold any more what was seen: what a stranger has done since has its own event. */
    private void put(String pid, Map<String, String> keys, @Nullable Dictionary<String, Object> seen)
            throws IOException {
        published.put(pid, keys);
        if (seen != null && seen.get(FILE_KEY) == null && keys.equals(strings(seen))) {
            return;
        }
        // At the first set nobody has had the time to write in between, and there may be thousands.
        Configuration there = first && seen == null ? null : find(pid);
        if (isSame(properties(there), seen)) {
            (there == null ? create(pid) : there).update(dictionary(keys));
        }
    }

    private static boolean isSame(@Nullable Dictionary<String, Object> a, @Nullable Dictionary<String, Object> b) {
        if (a == null || b == null) {
            return a == b;
        }
        return Objects.equals(a.get(FILE_KEY), b.get(FILE_KEY)) && strings(a).equals(strings(b));
    }

    /** Undoes what Karaf wrote in its own spelling: the file as it was comes back, and one of a name that is none of ours goes. */
    private void putRight(String pid, String writtenTo) throws IOException {
        FileId id = id(pid);
        Engine to = engine;
        if (id == null || to == null) {
            return;
        }
        Path written = Path.of(URI.create(writtenTo));
        String name = written.getFileName().toString();
        if (name.equals(id.fileName())) {
            to.restoreFile(name);
        } else if (name.equals(pid + ".cfg")) {
            Files.deleteIfExists(written);
        }
    }

    /** Returns the file with what leads from {@code base} to {@code now} done to it; what else it says stays. */
    private static byte[] merged(
            byte @Nullable [] before, String file, Map<String, String> base, Map<String, String> now) {
        byte[] bytes = before == null ? new byte[0] : before;
        FileEditor editor = new FileEditor(bytes);
        Map<String, String> there = keys(file, bytes);
        base.keySet().stream().filter(key -> !now.containsKey(key)).forEach(editor::remove);
        now.forEach((key, value) -> {
            if (!value.equals(base.get(key)) && !value.equals(there.get(key))) {
                if (value.chars().anyMatch(c -> c == '\n' || c == '\r')) {
                    throw new ApplianceException(key + " (expected: a value on one line)");
                }
                editor.set(key, value);
            }
        });
        return editor.bytes();
    }

    private static Map<String, String> keys(String file, byte[] bytes) {
        Map<String, String> keys = new LinkedHashMap<>();
        ConfigText.read(file, bytes).entries().forEach(e -> keys.put(e.key(), e.value()));
        return keys;
    }

    private Configuration[] ours() throws IOException {
        return list("(service.pid=" + PREFIX + "*)");
    }

    /** Returns a configuration that somebody has given keys, or null. Looking makes none: getConfiguration and its like would. */
    private @Nullable Configuration find(String pid) throws IOException {
        Configuration[] found = list("(service.pid=" + pid.replaceAll("[\\\\*()]", "\\\\$0") + ")");
        return found.length == 0 ? null : found[0];
    }

    private Configuration[] list(String filter) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Configuration create(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
    }

    private static @Nullable Dictionary<String, Object> properties(@Nullable Configuration there) {
        try {
            return there == null ? null : there.getProperties();
        } catch (IllegalStateException e) {
            return null; // deleted since it was found
        }
    }

    private static @Nullable FileId id(String pid) {
        String rest = pid.substring(PREFIX.length());
        int tilde = rest.indexOf('~');
        String file = tilde < 0
                ? PREFIX + rest + ".cfg"
                : PREFIX + rest.substring(0, tilde) + "-" + rest.substring(tilde + 1) + ".cfg";
        return FileId.of(file).orElse(null);
    }

    @SuppressWarnings("JdkObsolete") // ConfigAdmin takes nothing else
    private static Dictionary<String, Object> dictionary(Map<String, String> keys) {
        Dictionary<String, Object> dictionary = new Hashtable<>();
        keys.forEach(dictionary::put);
        return dictionary;
    }

    private static Map<String, String> strings(@Nullable Dictionary<String, Object> dictionary) {
        SortedMap<String, String> strings = new TreeMap<>();
        if (dictionary != null) {
            for (String key : Collections.list(dictionary.keys())) {
                if (!key.startsWith("service.")
                        && !key.startsWith("felix.fileinstall.")
                        && !key.startsWith("org.apache.karaf.")) {
                    strings.put(key, String.valueOf(dictionary.get(key)));
                }
            }
        }
        return strings;
    }

    private void submit(Step step) {
        if (!worker.isShutdown()) {
            worker.execute(() -> {
                try {
                    step.run();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("ConfigAdmin: {}", e.toString());
                }
            });
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
