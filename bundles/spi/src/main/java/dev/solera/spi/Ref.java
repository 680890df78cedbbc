package dev.solera.spi;

import dev.solera.api.RealServerRef;

/** Names an object of a data plane. */
public sealed interface Ref {
    /** A virtual server. */
    record Service(String name) implements Ref {}

    /** A pool. */
    record Group(String pool) implements Ref {}

    /** A real server of a pool. */
    record Real(RealServerRef ref) implements Ref {}
}
