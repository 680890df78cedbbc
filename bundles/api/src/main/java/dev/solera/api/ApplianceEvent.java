package dev.solera.api;

import java.time.Instant;
import java.util.List;

/** Something that changed. Delivered to every {@link ApplianceListener} service, in order. */
public sealed interface ApplianceEvent {
    /** Returns when it happened. */
    Instant at();

    /** A real server's health changed. */
    record HealthChanged(Instant at, RealServerRef ref, Health from, Health to, String why) implements ApplianceEvent {}

    /** An operator changed a real server's admin state. */
    record AdminStateChanged(Instant at, RealServerRef ref, AdminState from, AdminState to, Caller caller)
            implements ApplianceEvent {}

    /**
     * A real server that an operator has taken out is empty, or the operator's patience with it is over.
     *
     * @param left flows left
     * @param closed whether those were closed; else they go on
     */
    record Drained(Instant at, RealServerRef ref, long left, boolean closed) implements ApplianceEvent {}

    /** A configuration set is in force. */
    record SetApplied(Instant at, long set, Caller caller, List<String> changes) implements ApplianceEvent {}

    /** The files hold something that is not in force. */
    record SetRejected(Instant at, List<Problem> problems) implements ApplianceEvent {}

    /** A pool uses another scheduler than before: a fallback, or the one asked for is back. */
    record SchedulerChanged(Instant at, String pool, String from, String to, String why) implements ApplianceEvent {}

    /**
     * A pool gained or lost its quorum.
     *
     * @param weight sum of the weights of the servers that can serve
     * @param sorry whether the sorry server serves from now on
     */
    record QuorumChanged(Instant at, String pool, boolean held, long weight, boolean sorry, String why)
            implements ApplianceEvent {}

    /** A virtual router changed its state. */
    record VrrpChanged(Instant at, String instance, VrrpState from, VrrpState to, String why)
            implements ApplianceEvent {}

    /** Something about a virtual router that is no transition: two MASTERs, a duplicate address, a peer configured otherwise. */
    record VrrpTrouble(Instant at, String instance, String what) implements ApplianceEvent {}

    /** A plug-in does what it must not; {@code what} names it and its bundle. */
    record PluginFailing(Instant at, String where, String what) implements ApplianceEvent {}

    /** A thread that has to be alive for this node to serve has stopped, or moves again. */
    record Stuck(Instant at, String what) implements ApplianceEvent {}
}
