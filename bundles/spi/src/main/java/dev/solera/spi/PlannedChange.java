package dev.solera.spi;

import dev.solera.api.Pool;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A change of the configuration that a {@link PlanPolicy} judges. Immutable. */
public final class PlannedChange {
    private final State before;
    private final State after;
    private final Path folder;
    private final Predicate<RealServerRef> serves;

    /**
     * Makes one.
     *
     * @param before what is in force
     * @param after what would be
     * @param folder that the names of other files in the configuration start from
     * @param serves whether a real server that is in force takes flows: up and ready
     */
    public PlannedChange(State before, State after, Path folder, Predicate<RealServerRef> serves) {
        this.before = before;
        this.after = after;
        this.folder = folder;
        this.serves = serves;
    }

    /** Returns what is in force. */
    public State before() {
        return before;
    }

    /** Returns what would be in force. */
    public State after() {
        return after;
    }

    /** Returns the folder that the names of other files in the configuration, such as certificates, start from. */
    public Path folder() {
        return folder;
    }

    /** Tells whether a real server that is in force now is up and ready. */
    public boolean serves(RealServerRef ref) {
        return serves.test(ref);
    }

    /**
     * A configuration.
     *
     * @param virtualServers by name
     * @param pools by name
     * @param settings keys and values of the policies in {@code solera.appliance.cfg}, such as {@code policy.servers.up}
     * @param files bytes by path below the folder; not to be written to
     */
    public record State(
            SortedMap<String, VirtualServer> virtualServers,
            SortedMap<String, Pool> pools,
            Map<String, String> settings,
            SortedMap<String, byte[]> files) {
        public State {
            virtualServers = Collections.unmodifiableSortedMap(new TreeMap<>(virtualServers));
            pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
            settings = Map.copyOf(settings);
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }

        /** Returns a setting as a number. */
        public int setting(String key, int otherwise) {
            @Nullable String text = settings.get(key);
            return text == null ? otherwise : Integer.parseInt(text);
        }
    }
}
