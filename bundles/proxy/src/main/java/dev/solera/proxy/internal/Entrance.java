package dev.solera.proxy.internal;

import dev.solera.proxy.internal.tls.Termination;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where clients of one address come in. Whose they are is a volatile field, so that an address can go from one virtual server to another
 * without a closed moment.
 */
interface Entrance {
    /**
     * Whose the connections are.
     *
     * @param tls what ends the clients' TLS first, null where they speak in the clear
     */
    record Owner(LiveService service, @Nullable Termination tls) {}

    /** Returns where it listens, with the port chosen by the system if 0 was asked for. */
    InetSocketAddress local();

    @Nullable
    Owner owner();

    /** Hands what is accepted from now on to {@code next}. */
    void owner(Owner next);

    /** Accepts again after a limit was reached. */
    default void resume() {}

    /** Accepts what comes for event loop {@code stuck} on {@code by}, on whose thread this is called. */
    default void standIn(Loop stuck, Loop by) {}

    /** Leaves event loop {@code index} its own again, if it is {@code by} that stands in for it; null: whoever does. */
    default void endStandIn(int index, @Nullable Loop by) {}

    /** Stops listening after a last look at what waits. */
    void close();

    /** Stops listening at once. */
    void closeNow();
}
