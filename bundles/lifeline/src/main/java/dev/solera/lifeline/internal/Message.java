package dev.solera.lifeline.internal;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.VrrpSet;
import java.time.Instant;
import java.util.List;

/** What the appliance and its lifeline tell each other. The order of {@link #TYPES} is the wire's. */
sealed interface Message {
    /** Every type, by its number on the wire. */
    List<Class<? extends Message>> TYPES = List.of(
            Hello.class,
            Apply.class,
            Beats.class,
            Release.class,
            Shutdown.class,
            Leave.class,
            State.class,
            Transition.class,
            Trouble.class);

    /**
     * The first one, both ways.
     *
     * @param version of the build; a lifeline of another one is replaced
     */
    record Hello(String version) implements Message {}

    /** Appliance: what is to be. */
    record Apply(VrrpSet set) implements Message {}

    /**
     * Appliance, every 100 ms: who is alive. Who is missing has been taken back in good order.
     *
     * @param sentNanos {@link System#nanoTime} of the appliance, which on Linux is the one clock of the host (CLOCK_MONOTONIC)
     */
    record Beats(long sentNanos, List<Beat> beats) implements Message {}

    /** Appliance: a MASTER is to give up its place once. */
    record Release(String instance, String why) implements Message {}

    /** Appliance: give everything up in good order, then end. */
    record Shutdown() implements Message {}

    /** Appliance: it goes in good order and means to come back. */
    record Leave() implements Message {}

    /** Lifeline: how everything stands; after every change and twice a second, more seldom with hundreds of virtual routers. */
    record State(String description, List<String> limits, List<VrrpReport> reports) implements Message {}

    /** Lifeline: a virtual router has changed its state. */
    record Transition(String instance, VrrpTransition transition) implements Message {}

    /** Lifeline: something an operator should know. */
    record Trouble(Instant at, String instance, String what) implements Message {}

    /**
     * How long ago a thread was alive.
     *
     * @param name see {@link dev.solera.spi.Pulse#name()}
     * @param ageNanos time since its last beat when the message was made
     */
    record Beat(String name, long ageNanos) {}
}
