package dev.solera.core.internal.model;

import dev.solera.api.VrrpInstance.Track;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a virtual router's priority depends on, and how it is looked at.
 *
 * @param track kind, name and effect
 * @param reverse whether it counts as failing while it is well, and the other way round
 * @param delay how long a change has to last before it counts
 * @param what is looked at
 */
public record TrackSettings(Track track, boolean reverse, Duration delay, What what) {
    /** Returns what operators call it: {@code script http}. */
    public String label() {
        return track.kind().name().toLowerCase(Locale.ROOT) + " " + track.name();
    }

    /** What is looked at. Equal ones are looked at once. */
    public sealed interface What {}

    /** An interface of the host. */
    public record Link(String name) implements What {}

    /**
     * A route of the kernel.
     *
     * @param device null for any
     */
    public record KernelRoute(InetAddress destination, int prefix, @Nullable String device, int table)
            implements What {}

    /**
     * A program that exits with 0 while all is well.
     *
     * @param command absolute path and arguments
     * @param interval between the starts of two runs
     * @param timeout after which a run is ended and counts as failed
     * @param rise runs in a row with 0 that make it well
     * @param fall other runs in a row that make it fail
     * @param user it runs as, null for the default
     */
    public record Script(
            List<String> command, Duration interval, Duration timeout, int rise, int fall, @Nullable String user)
            implements What {
        public Script {
            command = List.copyOf(command);
        }
    }

    /** A file with a number in it. */
    public record NumberFile(String path) implements What {}

    /**
     * Processes of the host.
     *
     * @param command name or full path of the program
     * @param quorum how many have to run
     */
    public record Processes(String command, int quorum) implements What {}

    /**
     * The servers of a pool that take traffic.
     *
     * @param quorum sum of their weights that is enough
     * @param hysteresis how much more brings it back, and how much less takes it away; less than the quorum
     */
    public record PoolWeight(String pool, int quorum, int hysteresis) implements What {}

    /** A virtual server that can serve. */
    public record Serving(String virtualServer) implements What {}
}
