package dev.solera.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes the appliance. Each call returns once the change is in force; configuration is written to its file first, and when that
 * fails the change is made all the same and {@link Change#notPersisted()} says why.
 *
 * <p>Safe from any thread; calls wait for their turn on core's writer. A change that would make the configuration invalid is
 * refused as a whole.
 *
 * @see ApplianceException thrown by every method when the change is refused; the message is for the operator
 */
public interface ApplianceControl {
    /**
     * Adds a virtual server as {@code solera.virtualserver-<name>.cfg}.
     *
     * @param keys the file's keys, in the order to be written
     */
    Change addVirtualServer(Caller caller, String name, Map<String, String> keys);

    /** Removes a virtual server and its file. Established connections go on until they end. */
    Change removeVirtualServer(Caller caller, String name);

    /**
     * Adds a real server to a pool.
     *
     * @param definition the value of {@code real.<name>}, such as {@code 127.0.0.1:9004 weight=2 backup}
     */
    Change addReal(Caller caller, RealServerRef ref, String definition);

    /** Removes a real server. Flows in progress go on until they end. */
    Change removeReal(Caller caller, RealServerRef ref);

    /** Sets the configured weight, 0–65535; at most 256 where the proxy serves, and ends a temporary one. */
    Change setWeight(Caller caller, RealServerRef ref, int weight);

    /**
     * Sets a weight, 0–65535; at most 256 where the proxy serves, as run-time state that hides the configured one.
     *
     * @param time after which it ends by itself; null: until it is set again
     */
    Change setTemporaryWeight(Caller caller, RealServerRef ref, int weight, @Nullable Duration time);

    /**
     * Sets the admin state as run-time state that survives a restart.
     *
     * @param why reason, may be empty
     * @param time after which the server is READY again by itself; null: until it is set again
     * @param patience how long flows in progress may go on once the server takes no new ones; null: until they end
     */
    Change setAdminState(
            Caller caller,
            RealServerRef ref,
            AdminState state,
            String why,
            @Nullable Duration time,
            @Nullable Patience patience);

    /** Does the same and leaves flows in progress alone. */
    default Change setAdminState(
            Caller caller, RealServerRef ref, AdminState state, String why, @Nullable Duration time) {
        return setAdminState(caller, ref, state, why, time, null);
    }

    /**
     * Runs a check now, apart from its schedule; the result counts like any other.
     *
     * @param check name of the check
     * @return the result; never completes exceptionally but with {@link ApplianceException}
     */
    CompletableFuture<CheckResult> runCheck(RealServerRef ref, String check);

    /** Sets the configured priority of a virtual router, 1–255. A MASTER stays MASTER until another outbids it. */
    Change setVrrpPriority(Caller caller, String instance, int priority);

    /**
     * Makes a MASTER give up its place once. Another takes over after its skew time; whether the place comes back is as configured ({@code preempt}).
     *
     * @param why reason, may be empty
     */
    Change releaseVrrp(Caller caller, String instance, String why);
}
