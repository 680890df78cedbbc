package dev.solera.management.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceView;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpSentence;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import dev.solera.management.ChangeReport;
import dev.solera.management.VrrpContribution;
import dev.solera.management.VrrpInstanceMXBean;
import dev.solera.management.VrrpStateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bean of one virtual router. */
final class VrrpInstanceBean extends VrrpCountedBean implements VrrpInstanceMXBean {
    private final ApplianceView view;
    private final Operations operations;
    private final String name;

    VrrpInstanceBean(ApplianceView view, Operations operations, String name) {
        this.view = view;
        this.operations = operations;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getState() {
        return status().state().name();
    }

    @Override
    public String getYield() {
        return report().map(VrrpReport::yield).orElse(VrrpYield.NONE).name();
    }

    @Override
    public String getWhy() {
        VrrpStatus status = status();
        return VrrpSentence.of(status, status.syncGroup() == null ? List.of() : view.vrrpInstances());
    }

    @Override
    public @Nullable String getSince() {
        return reported(report -> report.since().toString());
    }

    @Override
    public @Nullable Long getSinceMillis() {
        return reported(report ->
                Math.max(0, Duration.between(report.since(), Instant.now()).toMillis()));
    }

    @Override
    public String getInterface() {
        return config().interfaceName();
    }

    @Override
    public int getVrid() {
        return config().vrid();
    }

    @Override
    public int getVersion() {
        return config().version();
    }

    @Override
    public String getFamily() {
        return config().v6() ? "IPv6" : "IPv4";
    }

    @Override
    public int getPriority() {
        return config().priority();
    }

    @Override
    public int getDemanded() {
        return status().demanded();
    }

    @Override
    public @Nullable Integer getEffectivePriority() {
        return reported(VrrpReport::effectivePriority);
    }

    @Override
    public List<VrrpContribution> getContributions() {
        List<VrrpContribution> rows = new ArrayList<>();
        status().parts().forEach(part -> rows.add(new ContributionRow(part)));
        return rows;
    }

    @Override
    public boolean isPreempt() {
        return config().preempt();
    }

    @Override
    public long getPreemptDelayMillis() {
        return config().preemptDelay().toMillis();
    }

    @Override
    public long getStartupDelayMillis() {
        return config().startupDelay().toMillis();
    }

    @Override
    public long getAdvertIntervalMillis() {
        return config().interval().toMillis();
    }

    @Override
    public @Nullable Long getActiveIntervalMillis() {
        return reported(report -> report.activeInterval().toMillis());
    }

    @Override
    public @Nullable Long getDownInMillis() {
        return reported(report -> millis(report.downIn()));
    }

    @Override
    public @Nullable Long getAdvertInMillis() {
        return reported(report -> millis(report.advertIn()));
    }

    @Override
    public @Nullable String getMasterAddress() {
        return heard(master -> Addresses.text(master.address()));
    }

    @Override
    public @Nullable Integer getMasterPriority() {
        return heard(VrrpReport.Master::priority);
    }

    @Override
    public @Nullable String getMasterHeardAt() {
        return heard(master -> master.heardAt().toString());
    }

    @Override
    public List<String> getVips() {
        return config().vips().stream()
                .map(vip -> vip.name() + "=" + Addresses.text(vip.address()) + "/" + vip.prefix())
                .toList();
    }

    @Override
    public List<String> getBound() {
        return report().map(VrrpReport::bound).orElse(List.of());
    }

    @Override
    public @Nullable String getSyncGroup() {
        return status().syncGroup();
    }

    @Override
    public List<String> getTroubles() {
        return report().map(VrrpReport::troubles).orElse(List.of());
    }

    @Override
    public List<VrrpStateChange> getTransitions() {
        List<VrrpStateChange> rows = new ArrayList<>();
        report().ifPresent(report -> report.transitions().forEach(t -> rows.add(new TransitionRow(t))));
        return rows;
    }

    @Override
    public SortedMap<String, Long> getCounters() {
        return report().map(VrrpReport::counters).orElseGet(TreeMap::new);
    }

    @Override
    public ChangeReport setPriority(int priority) {
        return operations.vrrpPriority(name, priority);
    }

    @Override
    public ChangeReport release(@Nullable String why) {
        return operations.vrrpRelease(name, why);
    }

    private VrrpInstance config() {
        return status().instance();
    }

    private VrrpStatus status() {
        return view.vrrpInstance(name)
                .orElseThrow(() -> new IllegalStateException("virtual router " + name + " is gone"));
    }

    private Optional<VrrpReport> report() {
        return Optional.ofNullable(status().report());
    }

    private <T> @Nullable T reported(Function<VrrpReport, @Nullable T> part) {
        VrrpReport report = status().report();
        return report == null ? null : part.apply(report);
    }

    private <T> @Nullable T heard(Function<VrrpReport.Master, T> part) {
        return reported(report -> report.master() == null ? null : part.apply(report.master()));
    }

    private static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }

    private static final class ContributionRow implements VrrpContribution {
        private final VrrpStatus.Part part;

        ContributionRow(VrrpStatus.Part part) {
            this.part = part;
        }

        @Override
        public String getFrom() {
            return part.from();
        }

        @Override
        public int getChange() {
            return part.change();
        }

        @Override
        public boolean isFailed() {
            return part.failed();
        }

        @Override
        public String getWhy() {
            return part.why();
        }
    }

    private static final class TransitionRow implements VrrpStateChange {
        private final VrrpTransition transition;

        TransitionRow(VrrpTransition transition) {
            this.transition = transition;
        }

        @Override
        public String getAt() {
            return transition.at().toString();
        }

        @Override
        public String getFrom() {
            return transition.from().name();
        }

        @Override
        public String getTo() {
            return transition.to().name();
        }

        @Override
        public String getWhy() {
            return transition.why();
        }
    }
}
