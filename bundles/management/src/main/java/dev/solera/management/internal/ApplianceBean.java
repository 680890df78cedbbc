package dev.solera.management.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceView;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Problem;
import dev.solera.management.ApplianceMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bean of the appliance. */
final class ApplianceBean implements ApplianceMXBean {
    private final ApplianceView view;

    ApplianceBean(ApplianceView view) {
        this.view = view;
    }

    @Override
    public String getVersion() {
        return view.status().version();
    }

    @Override
    public String getNode() {
        return view.status().node();
    }

    @Override
    public String getStartedAt() {
        return view.status().startedAt().toString();
    }

    @Override
    public long getUptimeMillis() {
        return Duration.between(view.status().startedAt(), Instant.now()).toMillis();
    }

    @Override
    public long getSet() {
        return view.status().set();
    }

    @Override
    public String getAppliedAt() {
        return view.status().appliedAt().toString();
    }

    @Override
    public List<String> getProblems() {
        return view.status().problems().stream().map(Problem::toString).toList();
    }

    @Override
    public List<String> getUnpersisted() {
        return view.status().unpersisted();
    }

    @Override
    public List<String> getRefused() {
        return view.status().refused();
    }

    @Override
    public List<String> getLimits() {
        return view.status().limits();
    }

    @Override
    public List<String> getDataPlanes() {
        return view.status().planes().stream().map(PlaneStatus::name).toList();
    }

    @Override
    public @Nullable String getVrrp() {
        return view.status().vrrp();
    }

    @Override
    public List<String> getHealthCheckers() {
        return view.healthCheckers();
    }

    @Override
    public List<String> getSchedulers() {
        return view.schedulers().stream()
                .map(s -> s.provider() == null ? s.name() + " (not installed)" : s.name())
                .toList();
    }

    @Override
    public List<String> getVips() {
        return view.vips().stream().map(v -> Addresses.text(v.address())).toList();
    }

    @Override
    public int getRealServers() {
        return view.pools().stream().mapToInt(p -> p.members().size()).sum();
    }
}
