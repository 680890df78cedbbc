package dev.solera.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees changes of the configuration before they are made, makes them on demand, and takes them back.
 *
 * <p>Safe from any thread; calls wait for their turn on core's writer.
 *
 * @see ApplianceException thrown by every method that is refused; the message is for the operator
 */
public interface ApplianceChanges {
    /**
     * Says what would change, without changing anything.
     *
     * @param folder the whole configuration as it is to be; null: the appliance's own folder, as it stands now
     */
    Plan plan(@Nullable Path folder);

    /**
     * Puts in force what {@link #plan} shows, all of it or nothing. From another folder it is written to the appliance's own.
     *
     * @param confirmWithin after which time it goes back by itself unless confirmed; null: it stays
     * @param force whether to apply although a policy objects
     */
    Change apply(Caller caller, @Nullable Path folder, @Nullable Duration confirmWithin, boolean force);

    /** Says that what was applied last is to stay. */
    Change confirm(Caller caller);

    /**
     * Goes back to an earlier set: its files are written and put in force.
     *
     * @param set its number, one of {@link #history}; null: the one before the last change that is not taken back yet
     */
    Change undo(Caller caller, @Nullable Long set);

    /** Returns the sets kept, the newest first. */
    List<SetRecord> history();

    /** Says how one set differs from another: objects in words, then each file's lines, {@code -} before what only {@code from} has. */
    List<String> diff(long from, long to);

    /** Returns the set that waits to be confirmed. */
    Optional<Unconfirmed> unconfirmed();

    /** Returns what waits for an operator, in words: files that are not applied, a set that is not confirmed. */
    List<String> waiting();
}
