package dev.solera.ipvs.kernel;

/**
 * A destination as the kernel tells it.
 *
 * @param destination what it is
 * @param active connections that are established
 * @param inactive other connections that are remembered
 * @param persistent clients that will come back to it
 * @param traffic what went through
 */
public record DestinationState(
        KernelDestination destination, long active, long inactive, long persistent, Traffic traffic) {
    /** Connections of any kind. */
    public long connections() {
        return active + inactive;
    }
}
