package dev.solera.shell.internal;

import dev.solera.api.ApplianceException;
import dev.solera.api.IpvsView;

/** A command that asks the kernel. */
abstract class IpvsCommand extends ViewCommand {
    /**
     * Returns what reads the kernel.
     *
     * @throws ApplianceException when nothing does
     */
    final IpvsView kernel() {
        return view.ipvs().orElseThrow(() -> new ApplianceException("data plane ipvs: not installed"));
    }
}
