package dev.solera.api;

import java.util.List;
import java.util.Optional;

/**
 * Reads the appliance as it stands. Every call returns values of one moment; lists are sorted by name unless said otherwise.
 * Safe from any thread; none waits for the writer.
 */
public interface ApplianceView {
    ApplianceStatus status();

    List<VirtualServerStatus> virtualServers();

    Optional<VirtualServerStatus> virtualServer(String name);

    List<PoolStatus> pools();

    Optional<PoolStatus> pool(String name);

    Optional<RealServerStatus> realServer(RealServerRef ref);

    List<VipStatus> vips();

    List<VrrpStatus> vrrpInstances();

    Optional<VrrpStatus> vrrpInstance(String name);

    List<SchedulerStatus> schedulers();

    /** Returns what reads the kernel's IPVS, empty without the data plane {@code ipvs}. */
    Optional<IpvsView> ipvs();

    /** Returns the names of the installed health checkers. */
    List<String> healthCheckers();
}
