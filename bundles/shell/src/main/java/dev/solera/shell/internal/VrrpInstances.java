package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceException;
import dev.solera.api.ApplianceView;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpSentence;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows virtual routers. */
final class VrrpInstances {
    private final Collection<VrrpStatus> all;
    private final Instant now;

    /** Shows some of {@code all}, as they stand at {@code now}. */
    VrrpInstances(Collection<VrrpStatus> all, Instant now) {
        this.all = all;
        this.now = now;
    }

    /**
     * Returns the virtual router called {@code name}.
     *
     * @throws ApplianceException when there is none of that name
     */
    static VrrpStatus select(ApplianceView view, String name) {
        return view.vrrpInstance(name)
                .orElseThrow(() -> new ApplianceException("virtual router: " + name + " (expected: one of vrrp:list)"));
    }

    static Sheet sheet() {
        return new Sheet()
                .words("Name")
                .words("State")
                .words("Yield")
                .words("Interface")
                .number("VRID")
                .number("Version")
                .number("Priority")
                .number("Configured")
                .words("Master heard")
                .number("Since (s)")
                .number("VIPs");
    }

    void row(Sheet sheet, VrrpStatus status) {
        VrrpInstance config = status.instance();
        VrrpReport report = status.report();
        sheet.row(
                fields(status),
                config.name(),
                status.state(),
                report == null || report.yield() == VrrpYield.NONE ? null : report.yield(),
                config.interfaceName(),
                config.vrid(),
                config.version(),
                report == null ? null : report.effectivePriority(),
                config.priority(),
                report == null || report.master() == null ? null : heard(report.master()),
                report == null ? null : Times.seconds(report.since(), now),
                config.vips().size());
    }

    Map<String, @Nullable Object> fields(VrrpStatus status) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        VrrpInstance config = status.instance();
        fields.put("name", config.name());
        fields.put("state", status.state());
        fields.put("why", VrrpSentence.of(status, all));
        VrrpConfig.put(fields, config);
        fields.put("demanded", status.demanded());
        fields.put("syncGroup", status.syncGroup());
        fields.put(
                "contributions",
                status.parts().stream().map(VrrpInstances::contribution).toList());
        putReport(fields, status.report());
        return fields;
    }

    private void putReport(Map<String, @Nullable Object> fields, @Nullable VrrpReport report) {
        VrrpReport.Master master = report == null ? null : report.master();
        fields.put("effectivePriority", report == null ? null : report.effectivePriority());
        fields.put("yield", report == null ? VrrpYield.NONE : report.yield());
        fields.put("since", report == null ? null : Times.text(report.since()));
        fields.put("sinceMillis", report == null ? null : Times.millis(report.since(), now));
        fields.put("masterAddress", master == null ? null : Addresses.text(master.address()));
        fields.put("masterPriority", master == null ? null : master.priority());
        fields.put("masterHeardAt", master == null ? null : Times.text(master.heardAt()));
        fields.put("activeIntervalMillis", report == null ? null : Times.millis(report.activeInterval()));
        fields.put("downInMillis", report == null ? null : Times.millis(report.downIn()));
        fields.put("advertInMillis", report == null ? null : Times.millis(report.advertIn()));
        fields.put("bound", report == null ? List.of() : report.bound());
        fields.put("troubles", report == null ? List.of() : report.troubles());
        fields.put(
                "transitions",
                report == null
                        ? List.of()
                        : report.transitions().stream()
                                .map(VrrpInstances::transition)
                                .toList());
        fields.put("counters", report == null ? Map.of() : new TreeMap<>(report.counters()));
    }

    private static Map<String, @Nullable Object> contribution(VrrpStatus.Part part) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("from", part.from());
        fields.put("change", part.change());
        fields.put("failed", part.failed());
        fields.put("why", part.why());
        return fields;
    }

    private static Map<String, @Nullable Object> transition(VrrpTransition transition) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("at", Times.text(transition.at()));
        fields.put("from", transition.from());
        fields.put("to", transition.to());
        fields.put("why", transition.why());
        return fields;
    }

    private static String heard(VrrpReport.Master master) {
        return Addresses.text(master.address()) + " at " + master.priority();
    }
}
