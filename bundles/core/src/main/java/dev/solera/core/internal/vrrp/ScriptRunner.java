package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.model.TrackSettings.Script;
import java.util.function.Consumer;

/** Runs scripts. */
interface ScriptRunner extends AutoCloseable {
    /**
     * Starts a run and returns at once.
     *
     * @param done told once how it ended, on any thread
     */
    Run start(Script script, Consumer<Result> done);

    @Override
    void close();

    /** A run under way. */
    interface Run {
        /** Ends it; nothing is told any more. */
        void cancel();
    }

    /**
     * How a run ended.
     *
     * @param passed whether it exited with 0 in time
     * @param why in words, with what it printed
     */
    record Result(boolean passed, String why) {}
}
