package dev.solera.vrrp.internal.engine;

import dev.solera.spi.VrrpDemand;
import dev.solera.spi.VrrpGroup;
import dev.solera.spi.VrrpSpec;
import java.util.List;

/**
 * A whole configuration, checked and converted off the timer thread.
 *
 * @param refused those that cannot be started
 */
record Plan(List<Entry> entries, List<Refused> refused, List<VrrpGroup> groups, long permitNanos, long graceNanos) {
    /** One that can. */
    record Entry(Blueprint blueprint, VrrpDemand demand) {}

    /**
     * One that cannot.
     *
     * @param why in words
     */
    record Refused(VrrpSpec spec, String why) {
        String name() {
            return spec.instance().name();
        }
    }
}
