package dev.solera.ipvs.internal;

import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.SyncDaemon;
import dev.solera.ipvs.kernel.Timeouts;
import dev.solera.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sync daemons and timeouts to what the settings say. Without {@code sync.interface} daemons are nobody's business here, unless
 * they were ours a moment ago. For one thread.
 */
final class Daemons {
    private static final Logger LOG = LoggerFactory.getLogger(Daemons.class);

    private final IpvsKernel kernel;
    private boolean ours;

    Daemons(IpvsKernel kernel) {
        this.kernel = kernel;
    }

    /** Returns what did not work, in words. */
    List<String> bring(IpvsSettings settings) {
        List<String> limits = new ArrayList<>();
        try {
            Timeouts wanted = new Timeouts(settings.tcpSeconds(), settings.tcpFinSeconds(), settings.udpSeconds());
            if (!holds(wanted, kernel.timeouts())) {
                kernel.timeouts(wanted);
            }
        } catch (NetlinkException e) {
            limits.add(String.valueOf(e.getMessage()));
        }
        try {
            daemons(wanted(settings), limits);
        } catch (NetlinkException e) {
            limits.add(String.valueOf(e.getMessage()));
        }
        return limits;
    }

    /** Stops those that are ours. */
    void release() throws NetlinkException {
        if (ours) {
            for (SyncDaemon running : kernel.daemons()) {
                kernel.stop(running);
            }
        }
    }

    private void daemons(List<SyncDaemon> wanted, List<String> limits) throws NetlinkException {
        if (wanted.isEmpty() && !ours) {
            return;
        }
        List<SyncDaemon> running = kernel.daemons();
        for (SyncDaemon there : running) {
            if (wanted.stream().noneMatch(one -> same(one, there))) {
                kernel.stop(there);
                LOG.info("ipvs: sync daemon {} on {} stopped", there.state(), there.networkInterface());
            }
        }
        for (SyncDaemon one : wanted) {
            if (running.stream().noneMatch(there -> same(one, there))) {
                try {
                    kernel.start(one);
                    LOG.info(
                            "ipvs: sync daemon {} on {} started, id {}", one.state(), one.networkInterface(), one.id());
                } catch (NetlinkException e) {
                    limits.add(String.valueOf(e.getMessage()));
                }
            }
        }
        ours = !wanted.isEmpty();
    }

    private static List<SyncDaemon> wanted(IpvsSettings settings) {
        List<SyncDaemon> wanted = new ArrayList<>();
        IpvsSettings.Sync sync = settings.sync();
        if (sync != null) {
            for (boolean master : new boolean[] {true, false}) {
                IpvsSettings.SyncMode other = master ? IpvsSettings.SyncMode.BACKUP : IpvsSettings.SyncMode.MASTER;
                if (sync.mode() != other) {
                    wanted.add(new SyncDaemon(
                            master,
                            sync.networkInterface(),
                            sync.id(),
                            sync.maxBytes(),
                            sync.group(),
                            sync.port(),
                            sync.ttl()));
                }
            }
        }
        return wanted;
    }

    /** The kernel fills in what was left open. */
    private static boolean same(SyncDaemon wanted, SyncDaemon there) {
        return wanted.master() == there.master()
                && wanted.networkInterface().equals(there.networkInterface())
                && wanted.id() == there.id()
                && (wanted.maxBytes() == 0 || wanted.maxBytes() == there.maxBytes())
                && (wanted.port() == 0 || wanted.port() == there.port())
                && (wanted.ttl() == 0 || wanted.ttl() == there.ttl())
                && (wanted.group() == null || wanted.group().equals(there.group()));
    }

    private static boolean holds(Timeouts wanted, Timeouts there) {
        return (wanted.tcp() == 0 || wanted.tcp() == there.tcp())
                && (wanted.tcpFin() == 0 || wanted.tcpFin() == there.tcpFin())
                && (wanted.udp() == 0 || wanted.udp() == there.udp());
    }
}
