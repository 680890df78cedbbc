package dev.solera.management.internal;

import dev.solera.api.ApplianceView;
import dev.solera.api.Counters;
import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.api.Persistence;
import dev.solera.api.Rates;
import dev.solera.api.VirtualServerStatus;
import dev.solera.management.VirtualServerMXBean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bean of one virtual server. */
final class VirtualServerBean extends CountedBean implements VirtualServerMXBean {
    private final ApplianceView view;
    private final String name;

    VirtualServerBean(ApplianceView view, String name) {
        this.view = view;
        this.name = name;
    }

    @Override
    Counters counters() {
        return status().counters();
    }

    @Override
    Rates rates() {
        return status().rates();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getMode() {
        return status().config().mode().text();
    }

    @Override
    public String getDataPlane() {
        return status().dataPlane();
    }

    @Override
    public String getWhy() {
        return status().why();
    }

    @Override
    public List<String> getMarks() {
        return status().config().balancing().marks().stream()
                .map(FirewallMark::toString)
                .toList();
    }

    @Override
    public long getPersistenceSeconds() {
        Persistence persistence = status().config().balancing().persistence();
        return persistence == null ? 0 : persistence.timeout().toSeconds();
    }

    @Override
    public boolean isOnePacket() {
        return status().config().balancing().onePacket();
    }

    @Override
    public String getState() {
        return status().state().name();
    }

    @Override
    public @Nullable String getError() {
        return status().error();
    }

    @Override
    public List<String> getListeners() {
        return status().config().listeners().stream().map(Listener::toString).toList();
    }

    @Override
    public @Nullable String getPool() {
        return status().config().pool();
    }

    @Override
    public int getMaxConnections() {
        return status().config().maxConnections();
    }

    private VirtualServerStatus status() {
        return view.virtualServer(name)
                .orElseThrow(() -> new IllegalStateException("virtual server " + name + " is gone"));
    }
}
