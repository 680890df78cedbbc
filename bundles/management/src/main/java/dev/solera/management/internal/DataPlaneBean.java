package dev.solera.management.internal;

import dev.solera.api.ApplianceView;
import dev.solera.api.PlaneStatus;
import dev.solera.management.DataPlaneMXBean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bean of one data plane. */
final class DataPlaneBean implements DataPlaneMXBean {
    private final ApplianceView view;
    private final String name;

    DataPlaneBean(ApplianceView view, String name) {
        this.view = view;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return status().description();
    }

    @Override
    public @Nullable String getUnable() {
        return status().unable();
    }

    @Override
    public List<String> getLimits() {
        return status().limits();
    }

    private PlaneStatus status() {
        return view.status().planes().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("data plane " + name + " is gone"));
    }

    @Override
    public List<String> getVirtualServers() {
        return view.virtualServers().stream()
                .filter(s -> s.dataPlane().equals(name))
                .map(s -> s.config().name())
                .sorted()
                .toList();
    }
}
