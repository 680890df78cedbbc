package dev.solera.spi;

import dev.solera.api.VrrpReport;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks VRRP and decides, alone, where the addresses are. It keeps its last set while nobody tells it another. All methods may be called from any
 * thread, return at once and never throw for what the set holds.
 */
@ConsumerType
public interface VrrpEngine {
    /** Returns what it runs on, such as {@code in this process, pcap, SCHED_RR}. */
    String description();

    /** Returns what it cannot do here and why, in words, such as a missing privilege and what to grant. */
    List<String> limits();

    /**
     * Sets what is to be, as a whole. What does not differ from before is left alone; a virtual router is the same one as before when its interface,
     * family and virtual router identifier are, whatever its name.
     */
    void apply(VrrpSet set);

    /** Returns how every virtual router stands, sorted by name; empty until it has begun with its first set. */
    List<VrrpReport> reports();

    /**
     * Makes a MASTER give up its place once, as if it stopped and started again.
     *
     * @return whether there is such a virtual router and it was MASTER
     */
    boolean release(String instance, String why);

    /**
     * Gives everything up in good order: a MASTER sends priority 0 and its addresses are gone when this returns. For the stop of the appliance only: a
     * bundle that stops alone leaves its addresses.
     */
    void shutdown();

    /** Tells {@code listener} of what happens from now on, until what is returned is closed. */
    AutoCloseable listen(VrrpListener listener);
}
