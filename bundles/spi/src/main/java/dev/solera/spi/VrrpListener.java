package dev.solera.spi;

import dev.solera.api.VrrpTransition;
import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears from a {@link VrrpEngine}, on a thread that is not its timer thread. Must return at once. */
@ConsumerType
public interface VrrpListener {
    /** A virtual router has changed its state. */
    void onTransition(String instance, VrrpTransition transition);

    /**
     * Something else that an operator should know, each once while it lasts.
     *
     * @param what in words, such as {@code 192.0.2.3 is MASTER too, at priority 90}
     */
    void onTrouble(Instant at, String instance, String what);
}
