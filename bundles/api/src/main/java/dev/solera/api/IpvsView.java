package dev.solera.api;

import java.util.List;

/**
 * Reads what the kernel's IPVS holds, Solera's and everybody else's. A service of the data plane {@code ipvs}, there while that is.
 *
 * <p>Every call asks the kernel. Safe from any thread; may block for as long as the kernel takes, at most 5 seconds.
 *
 * @see ApplianceException thrown by every method when the kernel does not answer or has no IPVS; the message is for the operator
 */
public interface IpvsView {
    /** Returns services and their destinations, in the kernel's order, as {@code ipvsadm -Ln} lists them. */
    IpvsTable table();

    /**
     * Returns connections, in the kernel's order, as {@code ipvsadm -Lnc} lists them.
     *
     * @param most at most so many, the first ones
     */
    List<IpvsConnection> connections(int most);

    /** Returns in what the kernel differs from what it is to hold; empty when it does not. Services that are not Solera's are no difference. */
    List<IpvsDifference> differences();
}
