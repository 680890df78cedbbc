package dev.solera.api;

import dev.solera.api.VrrpInstance.Track;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in one sentence, for whoever is called at night, why a virtual router is MASTER or is not. */
public final class VrrpSentence {
    /** What a yielding one goes by, and the lowest a failed track can bring about. */
    private static final int LEAST = 1;
    /** The highest without owning the addresses (RFC 9568 section 5.2.4). */
    private static final int MOST = 254;

    private static final int OWNER = 255;

    private final VrrpStatus status;
    private final VrrpInstance config;
    private final VrrpReport report;
    private final Collection<VrrpStatus> all;

    private VrrpSentence(VrrpStatus status, VrrpReport report, Collection<VrrpStatus> all) {
        this.status = status;
        this.config = status.instance();
        this.report = report;
        this.all = all;
    }

    /**
     * Returns such as {@code BACKUP because 192.0.2.3 advertises priority 150, above our 100 (configured 150, pool web -50: quorum lost: 0 of 1)}.
     *
     * @param all the virtual routers of this node; others of its sync group may be what holds it
     */
    public static String of(VrrpStatus status, Collection<VrrpStatus> all) {
        VrrpReport report = status.report();
        return report == null ? "INIT: no VRRP engine runs here" : new VrrpSentence(status, report, all).text();
    }

    private String text() {
        return switch (report.state()) {
            case INIT -> init();
            case FAULT -> "FAULT: " + report.why();
            case MASTER -> master();
            case BACKUP -> backup();
        };
    }

    private String init() {
        if (!config.startupDelay().isZero()) {
            return "INIT: waits startup.delay.ms = " + config.startupDelay().toMillis() + " after the start";
        }
        return "INIT: " + (report.why().isBlank() ? "not started" : report.why());
    }

    private String master() {
        Duration listens = report.downIn();
        return switch (report.yield()) {
            case NONE -> "MASTER since " + report.since().truncatedTo(ChronoUnit.SECONDS) + ": " + report.why();
            case LISTENING ->
                "MASTER, but it yields (" + yieldReason() + "): waits "
                        + (listens == null ? "" : seconds(listens) + " ") + "for somebody to take over";
            case ALONE -> "MASTER at priority 1: it yields (" + yieldReason() + ") and nobody takes over";
        };
    }

    private String backup() {
        VrrpReport.Master master = report.master();
        if (master == null) {
            return holder().map(held -> "BACKUP although it hears no MASTER: " + held)
                    .orElseGet(() -> takesOver("BACKUP: hears no MASTER"));
        }
        String address = Addresses.text(master.address());
        int own = report.effectivePriority();
        if (master.priority() == 0) {
            return holder().map(held -> "BACKUP although " + address + " gives up its place: " + held)
                    .orElseGet(() -> takesOver("BACKUP: " + address + " gives up its place"));
        }
        if (master.priority() > own) {
            return "BACKUP because " + address + " advertises priority " + master.priority() + ", above our " + own
                    + makeup();
        }
        if (master.priority() == own) {
            return "BACKUP because " + address + " is MASTER with our own priority " + own + makeup();
        }
        return relieves("BACKUP although our " + own + " is above " + address + "'s " + master.priority());
    }

    /** Why a lower MASTER is not relieved, or when it will be. */
    private String relieves(String begun) {
        if (isKeptByPreempt(status, report)) {
            return begun + ": preempt = false";
        }
        Optional<String> held = holder();
        if (held.isPresent()) {
            return begun + ": " + held.get();
        }
        if (!config.preemptDelay().isZero()) {
            return begun + ": leaves it alone for preempt.delay.ms = "
                    + config.preemptDelay().toMillis();
        }
        return takesOver(begun);
    }

    private String takesOver(String begun) {
        Duration in = report.downIn();
        return in == null ? begun + ": " + report.why() : begun + ", we take over in " + seconds(in);
    }

    /** What the priority is made of; empty where it is the configured one. */
    private String makeup() {
        List<String> parts = new ArrayList<>();
        boolean yields = report.effectivePriority() == LEAST && status.demanded() != LEAST;
        int sum = 0;
        for (VrrpStatus.Part part : status.parts()) {
            sum += part.change();
            if (parts.isEmpty()) {
                parts.add(part.from() + " " + part.change());
            } else if (part.change() != 0 || part.failed() && !(yields && asksForYield(part))) {
                String change = part.change() == 0 ? "" : String.format(Locale.ROOT, " %+d", part.change());
                parts.add(part.from() + change + (part.failed() ? because(part) : ""));
            }
        }
        if (yields) {
            parts.add("it yields: " + yieldReason());
        } else if (sum < LEAST) {
            parts.add("the least is " + LEAST);
        } else if (sum > MOST && status.demanded() == MOST) {
            parts.add("the most is " + MOST);
        }
        return parts.size() < 2 ? "" : " (" + String.join(", ", parts) + ")";
    }

    /** What the engine says of the yield, unless that is still what made it MASTER; then the tracks that fail and ask for one. */
    private String yieldReason() {
        boolean isOfTransition =
                report.transitions().stream().anyMatch(t -> t.why().equals(report.why()));
        if (!isOfTransition && !report.why().isBlank()) {
            return report.why();
        }
        List<String> failed = status.parts().stream()
                .filter(part -> part.failed() && asksForYield(part))
                .map(part -> part.from() + because(part))
                .toList();
        return failed.isEmpty() ? "this node cannot serve" : String.join(", ", failed);
    }

    private boolean asksForYield(VrrpStatus.Part part) {
        return config.tracks().stream()
                .anyMatch(track -> track.effect() != Track.Effect.WEIGHT
                        && part.from().equals(track.kind().name().toLowerCase(Locale.ROOT) + " " + track.name()));
    }

    /** The other one of the sync group that keeps this one from becoming MASTER. */
    private Optional<String> holder() {
        String group = status.syncGroup();
        return group == null
                ? Optional.empty()
                : all.stream()
                        .filter(other -> group.equals(other.syncGroup())
                                && !other.instance().name().equals(config.name()))
                        .flatMap(other -> hindrance(other).stream())
                        .findFirst()
                        .map(hindrance -> "sync group " + group + " holds it, " + hindrance);
    }

    private static Optional<String> hindrance(VrrpStatus other) {
        VrrpReport report = other.report();
        if (report == null) {
            return Optional.empty();
        }
        String is = other.instance().name() + " is " + report.state();
        VrrpReport.Master master = report.master();
        return switch (report.state()) {
            case MASTER -> Optional.empty();
            case INIT -> Optional.of(is);
            case FAULT -> Optional.of(is + ": " + report.why());
            case BACKUP ->
                master != null && (master.priority() >= report.effectivePriority() || isKeptByPreempt(other, report))
                        ? Optional.of(is + " behind " + Addresses.text(master.address()))
                        : Optional.empty();
        };
    }

    /** The owner preempts whatever the flag says (RFC 9568 section 6.1), and nobody keeps a place that is given up. */
    private static boolean isKeptByPreempt(VrrpStatus status, VrrpReport report) {
        VrrpReport.Master master = report.master();
        return !status.instance().preempt()
                && report.effectivePriority() != OWNER
                && master != null
                && master.priority() > 0;
    }

    private static String because(VrrpStatus.Part part) {
        return part.why().isBlank() ? "" : ": " + part.why();
    }

    private static String seconds(Duration time) {
        long millis = Math.max(0, time.toMillis());
        BigDecimal seconds = BigDecimal.valueOf(millis, 3).setScale(millis < 1000 ? 2 : 1, RoundingMode.HALF_UP);
        return (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + " s";
    }
}
