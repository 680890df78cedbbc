package dev.solera.management.internal;

import dev.solera.api.ApplianceView;
import dev.solera.api.Counters;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Rates;
import dev.solera.api.VirtualServerStatus;
import dev.solera.management.DataPlaneMXBean;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bean of one data plane. */
final class DataPlaneBean extends CountedBean implements DataPlaneMXBean {
    private final ApplianceView view;
    private final String name;

    DataPlaneBean(ApplianceView view, String name) {
        this.view = view;
        this.name = name;
    }

    @Override
    Counters counters() {
        return servers().map(VirtualServerStatus::counters).reduce(Counters.ZERO, Counters::plus);
    }

    @Override
    Rates rates() {
        return servers().map(VirtualServerStatus::rates).reduce(Rates.ZERO, Rates::plus);
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

    @Override
    public long getBufferBytes() {
        return status().bufferBytes();
    }

    private PlaneStatus status() {
        return view.status().planes().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("data plane " + name + " is gone"));
    }

    @Override
    public List<String> getVirtualServers() {
        return servers().map(s -> s.config().name()).sorted().toList();
    }

    private Stream<VirtualServerStatus> servers() {
        return view.virtualServers().stream().filter(s -> s.dataPlane().equals(name));
    }
}
