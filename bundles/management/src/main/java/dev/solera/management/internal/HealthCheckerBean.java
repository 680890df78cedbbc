package dev.solera.management.internal;

import dev.solera.api.ApplianceView;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import dev.solera.api.RealServerRef;
import dev.solera.management.CheckReport;
import dev.solera.management.HealthCheckerMXBean;
import org.jspecify.annotations.Nullable;

/** The bean of one check of one real server. */
final class HealthCheckerBean implements HealthCheckerMXBean {
    private final ApplianceView view;
    private final Operations operations;
    private final RealServerRef ref;
    private final String name;

    HealthCheckerBean(ApplianceView view, Operations operations, RealServerRef ref, String name) {
        this.view = view;
        this.operations = operations;
        this.ref = ref;
        this.name = name;
    }

    @Override
    public String getPool() {
        return ref.pool();
    }

    @Override
    public String getReal() {
        return ref.real();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getType() {
        return status().check().type();
    }

    @Override
    public String getHealth() {
        return status().health().name();
    }

    @Override
    public int getStreak() {
        return status().streak();
    }

    @Override
    public long getIntervalMillis() {
        return status().check().interval().toMillis();
    }

    @Override
    public long getTimeoutMillis() {
        return status().check().timeout().toMillis();
    }

    @Override
    public int getRise() {
        return status().check().rise();
    }

    @Override
    public int getFall() {
        return status().check().fall();
    }

    @Override
    public String getLastCheck() {
        return status().words();
    }

    @Override
    public int getLastCheckCode() {
        CheckResult last = status().last();
        return last == null ? 0 : last.code();
    }

    @Override
    public long getLastCheckMillis() {
        CheckResult last = status().last();
        return last == null ? 0 : last.duration().toMillis();
    }

    @Override
    public @Nullable String getProblem() {
        return status().problem();
    }

    @Override
    public CheckReport run() {
        return operations.check(ref, name, status().check().timeout());
    }

    private CheckStatus status() {
        return view.realServer(ref).stream()
                .flatMap(r -> r.checks().stream())
                .filter(c -> c.check().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("check " + name + " of " + ref + " is gone"));
    }
}
