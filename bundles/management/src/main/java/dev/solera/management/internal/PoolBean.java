package dev.solera.management.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceView;
import dev.solera.api.Check;
import dev.solera.api.Counters;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus;
import dev.solera.api.Rates;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import dev.solera.management.ChangeReport;
import dev.solera.management.PoolMXBean;
import dev.solera.management.RealServerFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bean of one pool. */
final class PoolBean extends CountedBean implements PoolMXBean {
    private final ApplianceView view;
    private final Operations operations;
    private final String name;

    PoolBean(ApplianceView view, Operations operations, String name) {
        this.view = view;
        this.operations = operations;
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
    public String getScheduler() {
        return status().scheduler();
    }

    @Override
    public String getConfiguredScheduler() {
        return status().config().schedulerText();
    }

    @Override
    public @Nullable String getSchedulerNote() {
        return status().schedulerNote();
    }

    @Override
    public int getUp() {
        return status().up();
    }

    @Override
    public int getSize() {
        return status().members().size();
    }

    @Override
    public List<String> getChecks() {
        return status().config().checks().stream().map(Check::name).toList();
    }

    @Override
    public List<RealServerFacts> getMembers() {
        List<RealServerFacts> members = new ArrayList<>();
        status().members().stream()
                .sorted(Comparator.comparing(RealServerStatus::ref))
                .forEach(m -> members.add(new RealServerBase.Row(m)));
        return members;
    }

    @Override
    public String getQuorumState() {
        return status().quorum().state().name();
    }

    @Override
    public long getQuorumWeight() {
        return status().quorum().weight();
    }

    @Override
    public int getQuorum() {
        return status().config().availability().quorum();
    }

    @Override
    public int getHysteresis() {
        return status().config().availability().hysteresis();
    }

    @Override
    public @Nullable String getSorryServer() {
        Pool.Sorry sorry = status().config().availability().sorry();
        return sorry == null ? null : Addresses.text(sorry.address());
    }

    @Override
    public boolean isSorryServing() {
        PoolStatus.SorryStatus sorry = status().sorry();
        return sorry != null && sorry.serving();
    }

    @Override
    public List<String> getLeaving() {
        return status().leaving().stream().map(PoolStatus.Leaving::words).toList();
    }

    @Override
    public @Nullable String getResting() {
        return status().resting();
    }

    @Override
    public @Nullable String getAdvisorNote() {
        return status().advisorNote();
    }

    @Override
    public @Nullable String getError() {
        return status().error();
    }

    @Override
    public ChangeReport addReal(String real, String definition) {
        return operations.addReal(new RealServerRef(name, real), definition);
    }

    @Override
    public ChangeReport removeReal(String real) {
        return operations.removeReal(new RealServerRef(name, real));
    }

    private PoolStatus status() {
        return view.pool(name).orElseThrow(() -> new IllegalStateException("pool " + name + " is gone"));
    }
}
