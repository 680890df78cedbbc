package dev.solera.management.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceView;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Problem;
import dev.solera.management.ApplianceMXBean;
import dev.solera.management.ChangeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bean of the appliance. */
final class ApplianceBean implements ApplianceMXBean {
    private final ApplianceView view;
    private final Operations operations;

    ApplianceBean(ApplianceView view, Operations operations) {
        this.view = view;
        this.operations = operations;
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
    public List<String> getWaiting() {
        return view.status().waiting();
    }

    @Override
    public List<String> getStuck() {
        return view.status().stuck();
    }

    @Override
    public List<String> getHistory() {
        return operations.history();
    }

    @Override
    public List<String> plan() {
        return operations.plan();
    }

    @Override
    public ChangeReport apply(int confirmSeconds) {
        return operations.apply(confirmSeconds);
    }

    @Override
    public ChangeReport confirm() {
        return operations.confirm();
    }

    @Override
    public ChangeReport undo() {
        return operations.undo();
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
