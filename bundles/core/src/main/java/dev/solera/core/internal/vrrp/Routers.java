package dev.solera.core.internal.vrrp;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpStatus;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual routers as core's last pass left them, for readers. Immutable; what the engine says of them is asked when it is read.
 *
 * @param engine null when none is here
 * @param folded by name of the virtual router
 * @param groupOf sync group by name of the virtual router
 * @param limits what cannot be done here, in words
 */
public record Routers(
        @Nullable VrrpEngine engine,
        Map<String, Demands.Folded> folded,
        Map<String, String> groupOf,
        List<String> limits) {
    /** None. */
    public static final Routers NONE = new Routers(null, Map.of(), Map.of(), List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Routers.class);

    static Routers of(
            @Nullable VrrpEngine engine, Model model, Map<String, Demands.Folded> folded, List<String> limits) {
        Map<String, String> groupOf = new HashMap<>();
        for (VrrpGroup group : model.groups().values()) {
            group.members().forEach(member -> groupOf.put(member, group.name()));
        }
        return new Routers(engine, Map.copyOf(folded), groupOf, List.copyOf(limits));
    }

    /** Returns what VRRP runs on, null when there is no engine. */
    public @Nullable String description() {
        VrrpEngine there = engine;
        return there == null ? null : asked(there, there::description, "failing");
    }

    /** Returns what cannot be done here, the engine's own limits among it. */
    public List<String> allLimits() {
        List<String> all = new ArrayList<>(limits);
        VrrpEngine there = engine;
        if (there != null) {
            all.addAll(asked(there, there::limits, List.of()));
        }
        return all;
    }

    /** Returns how the virtual routers of {@code model} stand, sorted by name. */
    public List<VrrpStatus> statuses(Model model) {
        Map<String, VrrpReport> reports = reports();
        List<VrrpStatus> statuses = new ArrayList<>();
        for (Router router : model.routers().values()) {
            String name = router.instance().name();
            Demands.Folded known = folded.get(name);
            // A set that was accepted this very moment has not been folded yet.
            Demands.Folded now = known == null ? Demands.fold(router.instance(), List.of()) : known;
            statuses.add(new VrrpStatus(
                    router.instance(), groupOf.get(name), now.demand().priority(), now.parts(), reports.get(name)));
        }
        return statuses;
    }

    /** Returns what the engine says, by name. */
    public SortedMap<String, VrrpReport> reports() {
        SortedMap<String, VrrpReport> reports = new TreeMap<>();
        VrrpEngine there = engine;
        if (there != null) {
            List<VrrpReport> none = List.of();
            asked(there, there::reports, none).forEach(report -> reports.put(report.name(), report));
        }
        return reports;
    }

    private static <T> T asked(VrrpEngine engine, Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("VRRP engine {} does not answer", engine.getClass().getName(), e);
            return otherwise;
        }
    }
}
