package dev.solera.vrrp.internal.machine;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.wire.IpAddress;

/** One thing to do, in the order given. */
public sealed interface Action {
    /**
     * Sends an advert.
     *
     * @param priority 0–255; 0 gives the addresses up
     */
    record SendAdvert(int priority) implements Action {}

    /** Puts the addresses on the interface. */
    record Bind() implements Action {}

    /** Takes the addresses off the interface. */
    record Release() implements Action {}

    /**
     * Tells the link by gratuitous ARP or unsolicited neighbour advertisement who has the addresses.
     *
     * @param copies how often for each address, at least 1
     */
    record Announce(int copies) implements Action {}

    /**
     * Reports a transition.
     *
     * @param reason why, in words
     */
    record Become(VrrpState from, VrrpState to, String reason) implements Action {}

    /**
     * Reports the first advert of another MASTER that has less right to be it.
     *
     * @param source who it is
     * @param priority what it claims
     */
    record OtherMaster(IpAddress source, int priority) implements Action {}

    /**
     * Reports how far a yield has come.
     *
     * @param phase what follows
     * @param reason why it yields, in words; empty when it does no longer
     */
    record Yielding(VrrpYield phase, String reason) implements Action {}
}
