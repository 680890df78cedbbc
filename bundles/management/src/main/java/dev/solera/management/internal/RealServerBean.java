package dev.solera.management.internal;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceView;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import dev.solera.management.ChangeReport;
import dev.solera.management.RealServerMXBean;

/** The bean of one real server. */
final class RealServerBean extends RealServerBase implements RealServerMXBean {
    private final ApplianceView view;
    private final Operations operations;
    private final RealServerRef ref;

    RealServerBean(ApplianceView view, Operations operations, RealServerRef ref) {
        this.view = view;
        this.operations = operations;
        this.ref = ref;
    }

    @Override
    RealServerStatus status() {
        return view.realServer(ref).orElseThrow(() -> new IllegalStateException(ref + " is gone"));
    }

    @Override
    public ChangeReport drain(String reason, int seconds) {
        return operations.admin(ref, AdminState.DRAIN, reason, seconds);
    }

    @Override
    public ChangeReport drainWithin(String reason, int seconds, int patience, boolean close) {
        return operations.admin(ref, AdminState.DRAIN, reason, seconds, patience, close);
    }

    @Override
    public ChangeReport ready(String reason, int seconds) {
        return operations.admin(ref, AdminState.READY, reason, seconds);
    }

    @Override
    public ChangeReport maint(String reason, int seconds) {
        return operations.admin(ref, AdminState.MAINT, reason, seconds);
    }

    @Override
    public ChangeReport maintWithin(String reason, int seconds, int patience, boolean close) {
        return operations.admin(ref, AdminState.MAINT, reason, seconds, patience, close);
    }

    @Override
    public ChangeReport setWeight(int weight) {
        return operations.weight(ref, weight);
    }

    @Override
    public ChangeReport setTemporaryWeight(int weight, int seconds) {
        return operations.temporaryWeight(ref, weight, seconds);
    }
}
